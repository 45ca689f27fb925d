using System.Globalization;
using System.Text.Json;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PmpPulse.Cli.Running;
using PmpPulse.Cli.Replay;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Feeds;
using PmpPulse.Contracts.Json;
using PmpPulse.Contracts.Topology;
using PmpPulse.Feeds.Recordings;
using PmpPulse.GoogleCloud.PubSub;
using PmpPulse.Operations;
using PmpPulse.Warehouse.Refreshing;

namespace PmpPulse.Cli.Import;

/// <summary>
/// Publishes recorded feeds as the collector would have published them, with the time of their publication as that of their collection. What
/// the tables hold already is not published again, so an import that ended early is simply repeated.
/// </summary>
internal sealed class Importer(CommandContext context, string folder, bool dryRun)
{
    private const string WindowedKind = "station_status";
    private const int MaxPending = 64;
    private const int MaxSkippedShown = 100;

    // without another arrival
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SilenceEvery = TimeSpan.FromSeconds(10);

    /// <exception cref="MisuseException">The folder is missing, holds no feed, or is of another system.</exception>
    public async Task<ImportReport> RunAsync(CancellationToken cancellationToken)
    {
        // first: without a system there is nothing to read files for
        _ = context.Clients;
        var started = context.Clock.GetTimestamp();
        var files = Find();
        RequireSystem();
        var types = ReadVehicleTypes();
        var feeds = new List<ImportedFeed>();
        var skipped = new List<SkippedFile>();
        foreach (var (feed, paths) in files)
        {
            var snapshots = new RecordedSnapshots(feed, context.SystemId, context.Clock);
            snapshots.Read(paths, Retention(feed), context.Progress, cancellationToken);
            skipped.AddRange(snapshots.Skipped);
            var imported = await ImportAsync(feed, paths.Count, snapshots, types, cancellationToken);
            feeds.Add(imported);
            if (!dryRun && imported is { Published: > 0, From: { } from, To: { } to } && feed.Kind == WindowedKind)
            {
                // Scheduler's job computes the last hours alone
                await new TableRefresher(context.Clients.BigQuery, context.Clock).RunAsync(from, to + Window, context.Progress, cancellationToken);
            }
        }

        return new ImportReport
        {
            DryRun = dryRun,
            SystemId = context.SystemId,
            Feeds = feeds,
            Skipped = [.. skipped.Take(MaxSkippedShown)],
            Seconds = Math.Round(context.Clock.GetElapsedTime(started).TotalSeconds, 1),
        };
    }

    private List<(FeedTopology Feed, IReadOnlyList<string> Paths)> Find()
    {
        if (!Directory.Exists(folder)) throw new MisuseException($"there is no folder {Path.GetFullPath(folder)}: give a folder that holds recorded feeds, such as station_status*.json or .json.gz.");
        // descriptions first, so that no station lacks its name
        var found = context.Feeds.Reverse().Select(feed => (feed, Files(feed.Kind))).Where(files => files.Item2.Count > 0).ToList();
        return found.Count > 0 ? found : throw new MisuseException(
            $"{Path.GetFullPath(folder)} and its subfolders hold no file whose name contains {string.Join(" or ", context.Feeds.Select(feed => feed.Kind))} and ends in .json or .json.gz.");
    }

    private IReadOnlyList<string> Files(string kind)
    {
        try
        {
            return RecordedNames.Find(folder, kind, SearchOption.AllDirectories);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MisuseException($"{folder} can't be searched: {exception.Message}");
        }
    }

    private void RequireSystem()
    {
        var (recorded, assumed) = RecordedSystem.Find(folder);
        if (assumed is null && recorded != context.SystemId)
        {
            throw new MisuseException(
                $"the files in {folder} are of the system {recorded}, and this history is of {context.SystemId}: import them into a system of their own (make up FEED_SOURCE={recorded} DATA_DIR=…), because each service curates one system.");
        }
    }

    private TimeSpan? Retention(FeedTopology feed) => context.Target == Target.Local
        ? context.Endpoints?.RetentionS is { } seconds ? TimeSpan.FromSeconds(seconds) : null
        : TimeSpan.FromDays(feed.RetentionDays);

    private ReadOnlyMemory<byte> ReadVehicleTypes()
    {
        if (Files(RecordedNames.VehicleTypes) is not [.., var path]) return default;
        try
        {
            if (FeedBytes.Unpack(FileBytes.Read(path, JsonLimits.MaxUnpackedBytes), JsonLimits.MaxUnpackedBytes, out var json) is { } error) throw new MisuseException($"{path} can't be read: {error.Message}");
            var types = VehicleTypes.ReadFile(json) ?? throw new JsonException("it has no array data.vehicle_types.");
            return types.Count == 0 ? default : VehicleTypes.ToJson(types);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            throw new MisuseException($"{path} can't be read: {exception.Message} Without it e-bikes can't be told from bikes: mend it, or move it away.");
        }
    }

    private async Task<ImportedFeed> ImportAsync(FeedTopology feed, int files, RecordedSnapshots recorded, ReadOnlyMemory<byte> types, CancellationToken cancellationToken)
    {
        var all = recorded.Snapshots;
        var target = new ImportTarget(context.Clients.BigQuery, feed, context.SystemId);
        var present = (await target.PresentAsync(all, cancellationToken)).ToHashSet();
        var due = all.Where(snapshot => !present.Contains(snapshot)).ToList();
        context.Progress.Report(string.Create(CultureInfo.InvariantCulture, $"{feed.Kind}: {due.Count:N0} snapshots to publish, {present.Count:N0} are there"));
        var failed = dryRun ? 0 : await PublishAsync(feed, due, recorded, types, cancellationToken);
        var missing = dryRun || due.Count == 0 ? 0 : await AwaitAsync(target, feed, due, failed, cancellationToken);
        return new ImportedFeed(
            feed.Id, files, due.Count - failed, present.Count, recorded.Repeated, recorded.Skipped.Count, failed, missing,
            all.Count == 0 ? null : all[0].PublishedAt, all.Count == 0 ? null : all[^1].PublishedAt);
    }

    private async Task<int> PublishAsync(
        FeedTopology feed, List<RecordedSnapshot> due, RecordedSnapshots recorded, ReadOnlyMemory<byte> types, CancellationToken cancellationToken)
    {
        // Pub/Sub takes a megabyte a second of one ordering key; LocalCloud takes what it gets
        var pace = context.Target == Target.Local ? null : new ReplayPace(double.PositiveInfinity, context.Clock);
        await using var publisher = context.Clients.PubSub.CreatePublisher(feed.Topic);
        var pending = new Queue<Task<bool>>();
        var failed = 0;
        var told = context.Clock.GetTimestamp();
        for (var i = 0; i < due.Count; i++)
        {
            if (context.Clock.GetElapsedTime(told) > ProgressEvery)
            {
                context.Progress.Report(string.Create(CultureInfo.InvariantCulture, $"{feed.Kind}: published {i:N0} of {due.Count:N0}, up to {Rfc3339.Format(due[i].PublishedAt)}"));
                told = context.Clock.GetTimestamp();
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (Message(due[i], recorded, types) is not { } message)
            {
                failed++;
                continue;
            }

            if (pace is not null) await pace.WaitAsync(message.OrderingKey, message.CalculateSize(), cancellationToken);
            while (pending.Count >= MaxPending) failed += await pending.Dequeue() ? 0 : 1;
            pending.Enqueue(PublishAsync(publisher, message, due[i]));
        }

        while (pending.Count > 0) failed += await pending.Dequeue() ? 0 : 1;
        return failed;
    }

    /// <returns>Null if the file can't be read any more: the others are imported all the same.</returns>
    private PubsubMessage? Message(RecordedSnapshot snapshot, RecordedSnapshots recorded, ReadOnlyMemory<byte> types)
    {
        try
        {
            var envelope = recorded.Event(snapshot, types);
            return EventMessage.Of(envelope, EventEnvelopeWriter.ToBytes(envelope), isGzipped: true);
        }
        catch (IOException exception)
        {
            context.Progress.Report(exception.Message);
            return null;
        }
    }

    private async Task<bool> PublishAsync(TopicPublisher publisher, PubsubMessage message, RecordedSnapshot snapshot)
    {
        // snapshots are independent: one that failed must not hold up the others
        publisher.ResumeOrderingKey(message.OrderingKey);
        try
        {
            await publisher.PublishAsync(message, CancellationToken.None);
            return true;
        }
        catch (Exception exception) when (exception is RpcException or OrderingKeyPausedException)
        {
            context.Progress.Report($"{snapshot.Path} is not published: {exception.Message}");
            return false;
        }
    }

    /// <returns>How many did not arrive.</returns>
    private async Task<int> AwaitAsync(ImportTarget target, FeedTopology feed, List<RecordedSnapshot> due, int failed, CancellationToken cancellationToken)
    {
        var (arrived, moved, told) = (0, context.Clock.GetTimestamp(), context.Clock.GetTimestamp());
        while (true)
        {
            var now = (await target.ArrivedAsync(due, cancellationToken)).Count;
            var isNews = now > arrived;
            if (isNews) (arrived, moved) = (now, context.Clock.GetTimestamp());
            if (arrived >= due.Count - failed || context.Clock.GetElapsedTime(moved) > Patience) return Math.Max(0, due.Count - failed - arrived);
            if (context.Clock.GetElapsedTime(told) > (isNews ? ProgressEvery : SilenceEvery))
            {
                context.Progress.Report(string.Create(CultureInfo.InvariantCulture, $"{feed.Kind}: {arrived:N0} of {due.Count - failed:N0} have arrived"));
                told = context.Clock.GetTimestamp();
            }

            await Task.Delay(context.Target == Target.Local ? TimeSpan.FromMilliseconds(500) : TimeSpan.FromSeconds(10), context.Clock, cancellationToken);
        }
    }
}
