using System.Globalization;
using System.Text.Json;

namespace PmpPulse.FeedSimulator.Recorded;

/// <summary>The recorded feeds of a folder, every one of them read once to know its time and that it can be read.</summary>
/// <param name="Status">By time of publication, then by name; at least one.</param>
/// <param name="Information">Null where the folder has none.</param>
internal sealed record RecordedFolder(IReadOnlyList<RecordedFile> Status, RecordedFile? Information)
{
    private const string StatusFiles = "station_status*.json";
    private const string InformationFile = "station_information.json";

    private static readonly string[] PublicationTimes = ["last_updated", "lastUpdatedOther"];

    /// <exception cref="RecordedFolderException">The folder is missing, has no status feed, or has a file that is no feed.</exception>
    public static RecordedFolder Open(string path)
    {
        if (!Directory.Exists(path)) throw new RecordedFolderException($"folder '{Path.GetFullPath(path)}' does not exist");
        var status = Directory.EnumerateFiles(path, StatusFiles)
            .Select(Read)
            .OrderBy(file => file.PublishedAt)
            .ThenBy(file => file.Path, StringComparer.Ordinal)
            .ToList();
        if (status.Count == 0) throw new RecordedFolderException($"folder '{Path.GetFullPath(path)}' has no {StatusFiles}");
        var information = Path.Combine(path, InformationFile);
        return new RecordedFolder(status, File.Exists(information) ? Read(information) : null);
    }

    private static RecordedFile Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream);
            return new RecordedFile(path, PublicationTime(document.RootElement)
                ?? throw new RecordedFolderException($"file '{path}' carries neither last_updated nor lastUpdatedOther as POSIX seconds or RFC 3339"));
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new RecordedFolderException($"file '{path}' can't be read as JSON: {exception.Message}", exception);
        }
    }

    private static DateTimeOffset? PublicationTime(JsonElement feed)
    {
        if (feed.ValueKind is not JsonValueKind.Object) return null;
        foreach (var name in PublicationTimes)
        {
            if (!feed.TryGetProperty(name, out var value)) continue;
            if (value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds is >= 0 and < 253_402_300_800)
                return DateTimeOffset.FromUnixTimeSeconds(seconds);
            if (value.ValueKind is JsonValueKind.String
                && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant))
                return instant;
        }

        return null;
    }
}
