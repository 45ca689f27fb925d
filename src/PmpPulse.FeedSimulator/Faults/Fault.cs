using System.Globalization;

namespace PmpPulse.FeedSimulator.Faults;

/// <summary>A fault for tests of what reads the feed, as <c>status:500</c> or <c>truncated</c>.</summary>
/// <param name="Kind">How it fails.</param>
/// <param name="Status">HTTP status of <see cref="FaultKind.Status"/>.</param>
/// <param name="Delay">How late <see cref="FaultKind.Slow"/> answers.</param>
/// <param name="Bytes">Size of <see cref="FaultKind.Huge"/> and <see cref="FaultKind.Bomb"/>.</param>
internal sealed record Fault(FaultKind Kind, int Status = 0, TimeSpan Delay = default, long Bytes = 0)
{
    public static readonly Fault None = new(FaultKind.None);

    /// <summary>The syntax, for help and error messages.</summary>
    public const string Syntax =
        "status:CODE, slow:DURATION, stall, truncated, reset, html, empty, huge:BYTES, bomb:BYTES, top-level, stations-object, station-number or duplicate-station";

    private static readonly Dictionary<string, FaultKind> Simple = new()
    {
        ["stall"] = FaultKind.Stall,
        ["truncated"] = FaultKind.Truncated,
        ["reset"] = FaultKind.Reset,
        ["html"] = FaultKind.Html,
        ["empty"] = FaultKind.Empty,
        ["top-level"] = FaultKind.TopLevel,
        ["stations-object"] = FaultKind.StationsObject,
        ["station-number"] = FaultKind.StationNumber,
        ["duplicate-station"] = FaultKind.DuplicateStation,
    };

    public static bool TryParse(string text, out Fault fault)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (name, argument) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        fault = (name, argument) switch
        {
            (_, "") when Simple.TryGetValue(name, out var kind) => new Fault(kind),
            ("status", _) when TryInteger(argument, out var code) && code is >= 200 and <= 599 => new Fault(FaultKind.Status, Status: (int)code),
            ("slow", _) when ParsedDuration.TryParse(argument, out var delay) => new Fault(FaultKind.Slow, Delay: delay),
            ("huge", _) when TryInteger(argument, out var bytes) => new Fault(FaultKind.Huge, Bytes: bytes),
            ("bomb", _) when TryInteger(argument, out var bytes) => new Fault(FaultKind.Bomb, Bytes: bytes),
            _ => None,
        };
        return fault.Kind is not FaultKind.None;
    }

    private static bool TryInteger(string text, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
