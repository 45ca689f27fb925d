using System.Diagnostics;
using PmpPulse.GoogleCloud.PubSub;

namespace PmpPulse.Benchmarks.EndToEnd;

/// <summary>Publishes snapshots and watches them become rows.</summary>
internal sealed class LoadDriver(UpSystem system, Action<string> progress) : IAsyncDisposable
{
    public const string Curated = "pmp_curated.velib_station_status";
    public const string Raw = "pmp_raw.velib_station_status_raw";

    private const int Stations = Curation.VelibLikeFeed.Stations;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private readonly TopicPublisher _publisher = system.Clients.PubSub.CreatePublisher("pmp-events");
    private readonly SnapshotSeries _series = new();

    public ValueTask DisposeAsync() => _publisher.DisposeAsync();

    /// <summary>Publishes as fast as curation keeps up, for a time, and waits until everything is in both tables.</summary>
    /// <param name="first">Time of the first snapshot; the others follow, a second apart.</param>
    /// <param name="time">How long to publish.</param>
    /// <param name="outstanding">Snapshots that may be published and not yet curated.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<LoadResult> FloodAsync(DateTimeOffset first, TimeSpan time, int outstanding, CancellationToken cancellationToken)
    {
        var (curatedBefore, rawBefore) = (await CountAsync(Curated, cancellationToken), await CountAsync(Raw, cancellationToken));
        var cpu = system.Cpu;
        var watch = Stopwatch.StartNew();
        var curated = 0L;
        var published = 0L;
        var publishing = Task.Run(PublishAsync, cancellationToken);
        var (longest, last) = (TimeSpan.Zero, watch.Elapsed);
        while (!publishing.IsCompleted || curated < Volatile.Read(ref published) * Stations)
        {
            await Task.Delay(Look, cancellationToken);
            var now = await CountAsync(Curated, cancellationToken) - curatedBefore;
            if (now == curated && publishing.IsFaulted) await publishing;
            if (now > curated)
            {
                longest = watch.Elapsed - last > longest ? watch.Elapsed - last : longest;
                last = watch.Elapsed;
                Volatile.Write(ref curated, now);
                progress($"{now:#,0} rows in {watch.Elapsed.TotalSeconds:0.0} s, {system.MemoryBytes >> 20} MB");
            }
            else if (watch.Elapsed - last > TimeSpan.FromMinutes(1))
            {
                throw new TimeoutException($"nothing was curated for a minute; {now} of {published * Stations} rows are there");
            }
        }

        var wall = last;
        await publishing;
        while (await CountAsync(Raw, cancellationToken) - rawBefore < published)
        {
            if (watch.Elapsed - wall > TimeSpan.FromMinutes(1)) throw new TimeoutException("the raw table did not follow within a minute");
            await Task.Delay(Look, cancellationToken);
        }

        return new LoadResult(published, curated, wall, watch.Elapsed - wall, system.Cpu - cpu, longest);

        async Task PublishAsync()
        {
            var sent = new Queue<Task>();
            while (watch.Elapsed < time)
            {
                if (published - (Volatile.Read(ref curated) / Stations) >= outstanding)
                {
                    await Task.Delay(1, cancellationToken);
                    continue;
                }

                sent.Enqueue(_publisher.PublishAsync(_series.Next(first.AddSeconds(published)), cancellationToken));
                Volatile.Write(ref published, published + 1);
                while (sent.Count > outstanding) await sent.Dequeue();
            }

            await Task.WhenAll(sent);
        }
    }

    /// <summary>Publishes a snapshot each interval, and measures for each how long it takes until its rows can be queried.</summary>
    public async Task<double[]> PulseAsync(int snapshots, TimeSpan interval, CancellationToken cancellationToken)
    {
        var latencies = new double[snapshots];
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < snapshots; i++)
        {
            if (interval * i - watch.Elapsed is { Ticks: > 0 } wait) await Task.Delay(wait, cancellationToken);
            var time = TimeProvider.System.GetUtcNow();
            var message = _series.Next(time);
            var started = watch.Elapsed;
            await _publisher.PublishAsync(message, cancellationToken);
            var sql = $"SELECT COUNT(*) AS n FROM {Curated} WHERE ingest_ts = TIMESTAMP '{time.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}+00'";
            while (await system.CountAsync(sql, cancellationToken) < Stations)
            {
                if (watch.Elapsed - started > TimeSpan.FromSeconds(30)) throw new TimeoutException("a snapshot can't be queried after 30 s");
                await Task.Delay(2, cancellationToken);
            }

            latencies[i] = (watch.Elapsed - started).TotalMilliseconds;
        }

        return [.. latencies.Order()];
    }

    /// <summary>Publishes snapshots of past times at an even rate.</summary>
    public async Task PaceAsync(DateTimeOffset first, TimeSpan apart, int snapshots, TimeSpan time, Action<double> published, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < snapshots; i++)
        {
            if (time * i / snapshots - watch.Elapsed is { Ticks: > 0 } wait) await Task.Delay(wait, cancellationToken);
            var message = _series.Next(first + (apart * i));
            var started = watch.Elapsed;
            await _publisher.PublishAsync(message, cancellationToken);
            published((watch.Elapsed - started).TotalMilliseconds);
        }
    }

    /// <summary>Waits until both tables have what was published.</summary>
    public async Task SettleAsync(long snapshots, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (await CountAsync(Curated, cancellationToken) < snapshots * Stations || await CountAsync(Raw, cancellationToken) < snapshots)
        {
            if (watch.Elapsed > TimeSpan.FromMinutes(2)) throw new TimeoutException("the tables did not get everything within two minutes");
            await Task.Delay(Look, cancellationToken);
        }
    }

    public Task<long> CountAsync(string table, CancellationToken cancellationToken) =>
        system.CountAsync($"SELECT COUNT(*) AS n FROM {table}", cancellationToken);

    /// <summary>Rows that are in the curated table more than once.</summary>
    public Task<long> DuplicatesAsync(CancellationToken cancellationToken) => system.CountAsync(
        $"SELECT COUNT(*) AS n FROM (SELECT snapshot_id, COUNT(*) AS c, COUNT(DISTINCT station_id) AS d FROM {Curated} GROUP BY snapshot_id) WHERE c <> d", cancellationToken);
}

/// <param name="Snapshots">Published.</param>
/// <param name="Rows">Curated.</param>
/// <param name="Wall">Until the last row.</param>
/// <param name="RawLag">Until the last raw row after that.</param>
/// <param name="Cpu">CPU time of the system.</param>
/// <param name="LongestPause">Longest time in which no row came.</param>
internal sealed record LoadResult(long Snapshots, long Rows, TimeSpan Wall, TimeSpan RawLag, TimeSpan Cpu, TimeSpan LongestPause)
{
    public double RowsPerSecond => Rows / Wall.TotalSeconds;

    public double CpuMicrosecondsPerRow => Cpu.TotalMicroseconds / Rows;
}
