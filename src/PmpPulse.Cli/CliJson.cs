using System.Text.Json.Serialization;
using PmpPulse.Cli.Collect;
using PmpPulse.Cli.Cost;
using PmpPulse.Cli.Down;
using PmpPulse.Cli.Status;
using PmpPulse.Cli.Verify;

namespace PmpPulse.Cli;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Endpoints))]
[JsonSerializable(typeof(DownReport))]
[JsonSerializable(typeof(SystemStatus))]
[JsonSerializable(typeof(IReadOnlyList<PollOutcome>))]
[JsonSerializable(typeof(IReadOnlyList<RuleOutcome>))]
[JsonSerializable(typeof(PriceTable))]
[JsonSerializable(typeof(CostEstimate))]
internal sealed partial class CliJson : JsonSerializerContext;
