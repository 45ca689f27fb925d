using System.Text.Json;
using System.Text.RegularExpressions;
using PmpPulse.Contracts.Feeds;
using PmpPulse.Contracts.Topology;

namespace PmpPulse.Feeds.Recordings;

/// <summary>
/// Finds a recording's system: by the <c>system_id</c> of its <c>system_information.json</c>, else by a folder's name of the form
/// <c>&lt;system&gt;-&lt;date&gt;</c>.
/// </summary>
public static partial class RecordedSystem
{
    private const string SystemInformation = "system_information";
    private const int MaxLength = 100;
    private const long MaxBytes = 1_000_000;

    /// <summary>Finds it; the notice says if it had to be assumed, or if a file that should name it does not.</summary>
    public static (string SystemId, string? Notice) Find(string folder)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var (systemId, fault) = ReadSystemId(path);
        if (systemId is not null) return (systemId, null);
        var problem = fault is null ? "" : $"{fault} ";
        if (DatedName().Match(Path.GetFileName(path)) is { Success: true } match)
        {
            var named = match.Groups["system"].Value;
            return (named, fault is null ? null : $"{problem}By the folder's name the system is {named}; FEED_SOURCE names another system.");
        }

        return (
            FeedTopology.DefaultSystem,
            $"{problem}The recording does not say which system it is of: no {SystemInformation}.json in it, and its folder is not named <system>-<date>. Its rows are treated as those of {FeedTopology.DefaultSystem}; FEED_SOURCE names another system.");
    }

    private static (string? SystemId, string? Fault) ReadSystemId(string folder)
    {
        if (!Directory.Exists(folder) || RecordedNames.Find(folder, SystemInformation) is not [.., var file]) return (null, null);
        try
        {
            if (FeedBytes.Unpack(FileBytes.Read(file, MaxBytes), MaxBytes, out var json) is { } error) return (null, $"{file} can't be read: {error.Message}");
            using var document = JsonDocument.Parse(json);
            var id = document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
                && data.TryGetProperty("system_id", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : "";
            return id is { Length: > 0 and <= MaxLength } && !id.Any(char.IsControl) ? (id, null) : (null, $"{file} has no usable data.system_id.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return (null, $"{file} can't be read: {exception.Message}");
        }
    }

    [GeneratedRegex(@"^(?<system>.{1,100}?)-[0-9]{4}(-[0-9]{2}){0,2}$", RegexOptions.CultureInvariant)]
    private static partial Regex DatedName();
}
