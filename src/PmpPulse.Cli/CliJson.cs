using System.Text.Json.Serialization;
using PmpPulse.Cli.Collect;
using PmpPulse.Cli.Doctor;
using PmpPulse.Cli.Down;
using PmpPulse.Cli.Marts;
using PmpPulse.Cli.Status;
using PmpPulse.Cli.Up;
using PmpPulse.Cli.Verify;

namespace PmpPulse.Cli;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(Endpoints))]
[JsonSerializable(typeof(UpReport))]
[JsonSerializable(typeof(DownReport))]
[JsonSerializable(typeof(SystemStatus))]
[JsonSerializable(typeof(IReadOnlyList<Finding>))]
[JsonSerializable(typeof(IReadOnlyList<MartReport>))]
[JsonSerializable(typeof(IReadOnlyList<PollOutcome>))]
[JsonSerializable(typeof(IReadOnlyList<RuleOutcome>))]
internal sealed partial class CliJson : JsonSerializerContext;
