using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Feeds;
using PmpPulse.Contracts.Json;
using PmpPulse.Feeds;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.Recordings;

namespace PmpPulse.FeedSimulator.Recorded;

/// <summary>The recorded feeds of a folder, each read once to learn its time and kind.</summary>
/// <param name="Path">The folder, in full.</param>
/// <param name="Status">
/// In the order they are served: those without a time first, then by time of publication, then by name; at least one.
/// </param>
/// <param name="Information">The newest description of the stations; null where the folder has none.</param>
/// <param name="VehicleTypes">The vehicle types; null where the folder has none.</param>
internal sealed record RecordedFolder(string Path, IReadOnlyList<RecordedFile> Status, RecordedFile? Information, RecordedFile? VehicleTypes)
{
    /// <summary>Bytes that a recorded file may unpack to: the collector's maximum.</summary>
    public const long MaxFileBytes = JsonLimits.MaxUnpackedBytes;

    /// <exception cref="RecordedFolderException">The folder or a file can't be read, or there is no status feed in it.</exception>
    public static RecordedFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        if (!Directory.Exists(path)) throw new RecordedFolderException(File.Exists(path) ? $"'{path}' is a file, not a folder" : $"folder '{path}' does not exist");
        var status = Read(path, RecordedNames.Status);
        if (status.Count == 0) throw new RecordedFolderException($"folder '{path}' has no file named *{RecordedNames.Status}*.json or *{RecordedNames.Status}*.json.gz");
        if (status.All(file => file.Problem is not null))
        {
            throw new RecordedFolderException($"folder '{path}' has no feed of stations: {status[0].Name}: {status[0].Problem}");
        }

        var types = Find(path, RecordedNames.VehicleTypes);
        return new RecordedFolder(
            path, status, Read(path, RecordedNames.Information).LastOrDefault(), types.Count == 0 ? null : new RecordedFile(types[^1], null, null));
    }

    /// <summary>A file's bytes as they were served, unpacked if they are complete.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static ReadOnlyMemory<byte> ReadBytes(string path)
    {
        var bytes = FileBytes.Read(path, MaxFileBytes);
        return EventEncoding.IsGzip(bytes) && FeedBytes.Unpack(bytes, MaxFileBytes, out var json) is null ? json : bytes;
    }

    private static List<RecordedFile> Read(string folder, string feed) =>
        [.. Find(folder, feed).Select(path => ReadFile(path, feed)).OrderBy(file => file.PublishedAt ?? DateTimeOffset.MinValue).ThenBy(file => file.Path, StringComparer.Ordinal)];

    private static IReadOnlyList<string> Find(string folder, string feed)
    {
        try
        {
            return RecordedNames.Find(folder, feed);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RecordedFolderException($"folder '{folder}' can't be read: {exception.Message}", exception);
        }
    }

    private static RecordedFile ReadFile(string path, string kind)
    {
        try
        {
            if (FeedBytes.Unpack(FileBytes.Read(path, MaxFileBytes), MaxFileBytes, out var json) is { } packing) return new RecordedFile(path, null, packing.Message);
            var (feed, error) = ServedFeed.Read(json, Feed.Named(kind).List);
            return new RecordedFile(path, feed?.PublishedAt, error?.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RecordedFolderException($"file '{path}' can't be read: {exception.Message}", exception);
        }
    }
}
