using System.Text.Json.Serialization;
using PmpPulse.Cli.Areas;
using PmpPulse.Cli.Collect;
using PmpPulse.Cli.Cost;
using PmpPulse.Cli.Dlq;
using PmpPulse.Cli.Dlq.Drill;
using PmpPulse.Cli.Doctor;
using PmpPulse.Cli.Down;
using PmpPulse.Cli.Export;
using PmpPulse.Cli.Import;
using PmpPulse.Cli.Marts;
using PmpPulse.Cli.Replay;
using PmpPulse.Cli.Reset;
using PmpPulse.Cli.Status;
using PmpPulse.Cli.Up;
using PmpPulse.Cli.Verify;
using PmpPulse.Operations.Steps;

namespace PmpPulse.Cli;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Endpoints))]
[JsonSerializable(typeof(DeadLetterList))]
[JsonSerializable(typeof(UpReport))]
[JsonSerializable(typeof(DownReport))]
[JsonSerializable(typeof(DrillReport))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(AreaReport))]
[JsonSerializable(typeof(ExportReport))]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(ReplayReport))]
[JsonSerializable(typeof(ResetReport))]
[JsonSerializable(typeof(IReadOnlyList<StepOutcome>))]
[JsonSerializable(typeof(SystemStatus))]
[JsonSerializable(typeof(IReadOnlyList<Finding>))]
[JsonSerializable(typeof(IReadOnlyList<MartReport>))]
[JsonSerializable(typeof(IReadOnlyList<RefreshReport>))]
[JsonSerializable(typeof(IReadOnlyList<PollOutcome>))]
[JsonSerializable(typeof(IReadOnlyList<RuleOutcome>))]
[JsonSerializable(typeof(PriceTable))]
[JsonSerializable(typeof(CostEstimate))]
internal sealed partial class CliJson : JsonSerializerContext;
