namespace PmpPulse.Feeds.Recordings;

/// <summary>
/// Which files of a folder are which recorded feed: those whose name holds the feed's, and ends in <c>.json</c> or <c>.json.gz</c>.
/// </summary>
public static class RecordedNames
{
    /// <summary>
    /// Status files, such as <c>station_status.json</c>, <c>station_status.2025-10-18T0909.json.gz</c> or <c>1-station_status.json</c>.
    /// </summary>
    public const string Status = "station_status";

    /// <summary>Descriptions of the stations; optional.</summary>
    public const string Information = "station_information";

    /// <summary>GBFS vehicle types; optional.</summary>
    public const string VehicleTypes = "vehicle_types";

    private static readonly string[] Extensions = [".json", ".json.gz"];

    /// <summary>The paths of a feed's files, by name.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="feed">One of the names above, or a feed's kind.</param>
    /// <param name="depth">Whether subfolders count; they don't by default.</param>
    public static IReadOnlyList<string> Find(string folder, string feed, SearchOption depth = SearchOption.TopDirectoryOnly) =>
    [
        .. Directory.EnumerateFiles(folder, "*", depth)
            .Where(path => Path.GetFileName(path) is var name
                && name.Contains(feed, StringComparison.Ordinal) && Extensions.Any(ending => name.EndsWith(ending, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Whether a folder that may not exist holds such a feed.</summary>
    public static bool Holds(string folder, string feed) => Directory.Exists(folder) && Find(folder, feed).Count > 0;
}
