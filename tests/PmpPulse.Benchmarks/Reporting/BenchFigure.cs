using System.Text.Json.Serialization;
using PmpPulse.Benchmarks.Measuring;

namespace PmpPulse.Benchmarks.Reporting;

/// <summary>One line of the report; its properties are the fields of <c>artifacts/bench.json</c>.</summary>
/// <param name="Scenario">Scenario, a colon, and what of it is measured.</param>
/// <param name="Figure">The measured value; null if it could not be measured.</param>
/// <param name="Unit">Its unit: <c>rows/s</c>, <c>rows/CPU s</c>, <c>ms</c>.</param>
/// <param name="Peer">What it is compared with, or why that could not be measured; null if it stands alone.</param>
/// <param name="Ratio">The figure divided by the peer's.</param>
/// <param name="Target">What should be reached; null if the figure is for information.</param>
/// <param name="Met">Whether it is; null if nobody can say.</param>
internal sealed record BenchFigure(string Scenario, double? Figure, string Unit, string? Peer, double? Ratio, string? Target, bool? Met)
{
    /// <summary>A figure that stands alone.</summary>
    public static BenchFigure Of(string scenario, double figure, string unit, BenchTarget? target = null) =>
        new(scenario, figure, unit, null, null, target?.ToString(), target?.IsMet(figure, null));

    /// <summary>A figure beside that of a peer in the same run.</summary>
    public static BenchFigure Against(string peer, string scenario, double figure, string unit, double ratio, BenchTarget? target = null) =>
        new(scenario, figure, unit, peer, ratio, target?.ToString(), target?.IsMet(figure, ratio));

    /// <summary>Two figures of a race: what a contestant does in a second, and with a second of CPU, which is what the target is about.</summary>
    public static IEnumerable<BenchFigure> Both(string scenario, string contestant, string peer, RaceResult result, string operations, BenchTarget? target = null) =>
    [
        Against(peer, $"{scenario}: {contestant}", result.Rate(contestant), $"{operations}/s", result.Ratio(contestant, peer)),
        Against(peer, $"{scenario}: {contestant}", result.CpuRate(contestant), $"{operations}/CPU s", result.CpuRatio(contestant, peer), target),
    ];

    /// <summary>A figure whose peer can't be had here; <paramref name="reason"/> is what is missing.</summary>
    public static BenchFigure Without(string peer, string reason, string scenario, double? figure, string unit, BenchTarget? target = null) =>
        new(scenario, figure, unit, $"{peer}: not measured, {reason}", null, target?.ToString(), target?.IsMet(figure, null));

    /// <summary>A figure that could not be measured itself.</summary>
    public static BenchFigure Failed(string scenario, string reason) => new(scenario, null, "", $"not measured, {reason}", null, null, null);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<BenchFigure>))]
internal sealed partial class BenchJson : JsonSerializerContext;
