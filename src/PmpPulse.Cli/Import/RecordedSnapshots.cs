using System.Globalization;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Feeds;
using PmpPulse.Contracts.Json;
using PmpPulse.Contracts.Topology;
using PmpPulse.Feeds;
using PmpPulse.Feeds.Gbfs;

namespace PmpPulse.Cli.Import;

/// <summary>Reads the files of a feed once, for their times and identities. Their bytes are not kept: a month has twenty gigabytes.</summary>
internal sealed class RecordedSnapshots(FeedTopology feed, string systemId, TimeProvider clock)
{
    /// <summary>A publisher's clock may be a little ahead; what is further ahead is not believed by the marts either.</summary>
    private static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(5);

    private readonly string _key = EventTypes.Key(systemId, feed.EventType);

    /// <summary>The files' snapshots, each once, the oldest first.</summary>
    public List<RecordedSnapshot> Snapshots { get; private set; } = [];

    /// <summary>The files that can't be imported.</summary>
    public List<SkippedFile> Skipped { get; } = [];

    /// <summary>How many files repeat another one.</summary>
    public int Repeated { get; private set; }

    /// <param name="files">Paths, in any order.</param>
    /// <param name="retention">How long rows are kept after the end of their day; null: for ever.</param>
    /// <param name="progress">Told every other second.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public void Read(IReadOnlyList<string> files, TimeSpan? retention, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var oldest = retention is { } life ? (clock.GetUtcNow() - life).UtcDateTime.Date : DateTime.MinValue;
        var snapshots = new Dictionary<long, RecordedSnapshot>();
        var told = clock.GetTimestamp();
        for (var i = 0; i < files.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (clock.GetElapsedTime(told) > TimeSpan.FromSeconds(2))
            {
                progress.Report(string.Create(CultureInfo.InvariantCulture, $"{feed.Kind}: read {i:N0} of {files.Count:N0} files"));
                told = clock.GetTimestamp();
            }

            var (snapshot, reason) = Read(files[i]);
            reason ??= snapshot!.PublishedAt > clock.GetUtcNow() + MaxAhead ? $"published in the future, {Rfc3339.Format(snapshot.PublishedAt)}" : null;
            reason ??= snapshot!.PublishedAt.UtcDateTime < oldest
                ? $"older than the {retention!.Value.TotalDays:0.#} days that rows are kept, so they would be deleted at once; RETENTION=0s of `make up` keeps everything, retention_days of infra/feeds on Google Cloud"
                : null;
            if (reason is not null) Skipped.Add(new SkippedFile(files[i], reason));
            else if (!snapshots.TryAdd(snapshot!.SnapshotId, snapshot)) Repeated++;
        }

        Snapshots = [.. snapshots.Values.OrderBy(snapshot => snapshot.PublishedAt).ThenBy(snapshot => snapshot.Path, StringComparer.Ordinal)];
    }

    /// <summary>The event that a file becomes, as if it had been collected when it was published.</summary>
    /// <exception cref="IOException">The file can't be read any more, or has changed.</exception>
    public EventEnvelope Event(RecordedSnapshot snapshot, ReadOnlyMemory<byte> vehicleTypes)
    {
        var (served, reason) = Open(snapshot.Path);
        if (served is null || Identity(served) != snapshot.SnapshotId) throw new IOException($"{snapshot.Path} has changed since it was first read: {reason ?? "other content"}");
        return new EventEnvelope(snapshot.PublishedAt, snapshot.PublishedAt, systemId, feed.EventType, _key, served.Body)
        {
            PayloadIsJson = served.IsJson,
            VehicleTypes = vehicleTypes,
        };
    }

    private (RecordedSnapshot? Snapshot, string? Reason) Read(string path)
    {
        var (served, reason) = Open(path);
        if (served is null) return (null, reason);
        if (served.PublishedAt is not { } publishedAt) return (null, "says no time of publication, so its place in the history is not known");
        return (new RecordedSnapshot(path, publishedAt, Identity(served)), null);
    }

    private long Identity(ServedFeed served) => SnapshotId.Compute(_key, served.PublishedAt!.Value, served.List.Span);

    private (ServedFeed? Served, string? Reason) Open(string path)
    {
        try
        {
            if (FeedBytes.Unpack(FileBytes.Read(path, JsonLimits.MaxUnpackedBytes), JsonLimits.MaxUnpackedBytes, out var json) is { } packing) return (null, packing.Message);
            var (served, error) = ServedFeed.Read(json, Feed.Named(feed.Kind).List);
            return (served, error is null ? null : $"is not a feed: {error.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, exception.Message);
        }
    }
}
