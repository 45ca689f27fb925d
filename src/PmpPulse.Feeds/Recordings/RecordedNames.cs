using System.IO.Enumeration;

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
    /// <param name="depth">Whether subfolders count; they don't by default. Links to folders are never entered: they may lead back.</param>
    /// <exception cref="UnauthorizedAccessException">A folder may not be read.</exception>
    public static IReadOnlyList<string> Find(string folder, string feed, SearchOption depth = SearchOption.TopDirectoryOnly) =>
    [
        .. new FileSystemEnumerable<string>(
            folder,
            (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(),
            new EnumerationOptions { RecurseSubdirectories = depth == SearchOption.AllDirectories, AttributesToSkip = default, IgnoreInaccessible = false })
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && IsNamed(entry.FileName.ToString(), feed),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        }.Order(StringComparer.Ordinal),
    ];

    /// <summary>Whether a folder that may not exist holds such a feed.</summary>
    public static bool Holds(string folder, string feed) => Directory.Exists(folder) && Find(folder, feed).Count > 0;

    private static bool IsNamed(string name, string feed) =>
        name.Contains(feed, StringComparison.Ordinal) && Extensions.Any(ending => name.EndsWith(ending, StringComparison.Ordinal));
}
