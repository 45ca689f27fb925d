using System.Globalization;
using System.IO.Compression;
using System.Text;
using PmpPulse.Chaos.Reference;
using PmpPulse.Testing;

namespace PmpPulse.Chaos.Load;

/// <summary>All messages of a run in publishing order: a function of the seed and the start time.</summary>
internal sealed class LoadPlan
{
    private const double Repeated = 0.10;
    private const double Reordered = 0.05;
    private const double Poison = 0.02;
    private const double RowReplays = 0.04;
    private const double Gzipped = 0.3;
    private const int InformationMessages = 60;
    private const int MaxDisplacement = 60;

    private static readonly MessageKind[] StatusPoison =
    [
        MessageKind.Garbage, MessageKind.WrongEnvelope, MessageKind.WrongType, MessageKind.StationsNotAnArray, MessageKind.BadStations, MessageKind.DuplicateStations,
        MessageKind.CutGzip,
    ];

    private static readonly MessageKind[] InformationPoison = [MessageKind.Garbage, MessageKind.WrongEnvelope, MessageKind.BadStations];

    private readonly Random _random;
    private readonly FeedText _feed;
    private readonly DateTimeOffset _start;
    private readonly List<PlannedMessage> _messages = [];
    private readonly List<Snapshot> _snapshots = [];
    private readonly List<Snapshot> _repaired = [];

    private LoadPlan(int seed, DateTimeOffset start)
    {
        _random = new Random(seed);
        _feed = new FeedText(_random);
        // runs need not agree on it; rows store whole microseconds
        _start = DateTimeOffset.FromUnixTimeSeconds(start.ToUnixTimeSeconds());
    }

    public IReadOnlyList<PlannedMessage> Messages => _messages;

    /// <summary>Number of messages out of order.</summary>
    public int ReorderedCount { get; private set; }

    public int GzippedCount { get; private set; }

    public int Count(params ReadOnlySpan<MessageKind> kinds)
    {
        var count = 0;
        foreach (var message in _messages) count += kinds.Contains(message.Kind) ? 1 : 0;
        return count;
    }

    public static LoadPlan Make(ChaosOptions options, DateTimeOffset start)
    {
        var plan = new LoadPlan(options.Seed, start);
        var snapshots = options.Snapshots + ChaosOptions.FullSizeSnapshots;
        for (var number = 0; number < snapshots; number++) plan.AddStatus(number, snapshots);
        var poison = (int)Math.Ceiling(options.Snapshots * Poison);
        for (var number = 0; number < poison; number++) plan.InsertPoison(number);
        for (var number = 0; number < InformationMessages; number++) plan.InsertInformation(number);
        var rowReplays = (int)(options.Snapshots * RowReplays);
        for (var number = 0; number < rowReplays; number++) plan.InsertRowReplay(number);
        var repeated = (int)(options.Snapshots * Repeated);
        for (var number = 0; number < repeated; number++) plan.InsertRepeat(number);
        plan.Reorder((int)(options.Snapshots * Reordered));
        plan.GzipSome();
        return plan;
    }

    private void AddStatus(int number, int count)
    {
        var key = Key(number % ChaosOptions.Keys);
        var isFullSize = number % (count / ChaosOptions.FullSizeSnapshots) == 7;
        // some are five days old: the table's owner remembers only two days
        var age = _random.Next(50) == 0 ? TimeSpan.FromDays(5) : TimeSpan.Zero;
        var ingestTs = _start - TimeSpan.FromSeconds(20 * (count - number)) - age + TimeSpan.FromMicroseconds(_random.Next(1_000_000));
        var eventTs = DateTimeOffset.FromUnixTimeSeconds(ingestTs.ToUnixTimeSeconds() - _random.Next(5, 60));
        var stations = _feed.Stations(isFullSize ? ChaosOptions.FullSizeStations : ChaosOptions.StationsPerSnapshot, eventTs);
        var toldTime = _random.Next(50) == 0 ? null : FeedText.Time(eventTs);
        var message = new PlannedMessage(
            Velib.Status.Topic, key, FeedText.Envelope(FeedText.Time(ingestTs), toldTime, SnapshotEvents.StationStatus, key, FeedText.Feed(stations, eventTs)), MessageKind.Good);
        _messages.Add(message);
        _snapshots.Add(new Snapshot(message, FeedText.Time(ingestTs), toldTime, eventTs, stations));
    }

    private void InsertPoison(int number)
    {
        var kind = StatusPoison[number % StatusPoison.Length];
        var key = Key(_random.Next(ChaosOptions.Keys));
        // at an instant that no valid message has
        var eventTs = _start - TimeSpan.FromHours(15) + TimeSpan.FromSeconds(number);
        var time = FeedText.Time(eventTs);
        var stations = _feed.Stations(ChaosOptions.StationsPerSnapshot, eventTs);
        var repaired = stations.ToList();
        switch (kind)
        {
            case MessageKind.BadStations:
                stations[3] = stations[3].Replace("\"station_id\":", "\"stationId\":", StringComparison.Ordinal);
                stations[11] = stations[11].Replace("\"num_bikes_available\":", "\"num_bikes_available\":-", StringComparison.Ordinal).Replace("-0,", "-1,", StringComparison.Ordinal);
                stations[29] = "\"closed\"";
                break;
            case MessageKind.DuplicateStations:
                stations.Insert(20, stations[4]);
                stations.Add(stations[7].Replace("\"is_installed\":1", "\"is_installed\":0", StringComparison.Ordinal));
                break;
        }

        var feed = FeedText.Feed(stations, eventTs);
        var data = kind switch
        {
            MessageKind.Garbage => Garbage(),
            MessageKind.CutGzip => Half(Gzip(FeedText.Envelope(time, time, SnapshotEvents.StationStatus, key, feed))),
            MessageKind.WrongEnvelope => Encoding.UTF8.GetBytes($$"""{"ingest_ts":"{{time}}","payload":{{feed}}}"""),
            MessageKind.WrongType => FeedText.Envelope(time, time, SnapshotEvents.StationInformation, key, feed),
            MessageKind.StationsNotAnArray => FeedText.Envelope(time, time, SnapshotEvents.StationStatus, key, """{"data":{"stations":{}},"ttl":1}"""),
            _ => FeedText.Envelope(time, time, SnapshotEvents.StationStatus, key, feed),
        };
        var message = new PlannedMessage(Velib.Status.Topic, key, data, kind);
        Insert(message);
        if (kind == MessageKind.BadStations) _repaired.Add(new Snapshot(message, time, time, eventTs, repaired));
    }

    private void InsertInformation(int number)
    {
        var kind = number % 20 == 5 ? InformationPoison[number / 20 % InformationPoison.Length] : MessageKind.Good;
        var ingestTs = _start - TimeSpan.FromMinutes(number);
        var time = FeedText.Time(ingestTs);
        var stations = _feed.Information(number == 7 ? ChaosOptions.FullSizeStations : ChaosOptions.StationsPerSnapshot);
        if (kind == MessageKind.BadStations) stations[9] = stations[9].Replace("\"station_id\":", "\"station_id\":null,\"was\":", StringComparison.Ordinal);
        const string Key = "velib:station_information_snapshot";
        var data = kind switch
        {
            MessageKind.Garbage => Garbage(),
            MessageKind.WrongEnvelope => Encoding.UTF8.GetBytes($$"""{"ingest_ts":"{{time}}","n":{{number}}}"""),
            _ => FeedText.Envelope(time, time, SnapshotEvents.StationInformation, Key, FeedText.Feed(stations, ingestTs)),
        };
        Insert(new PlannedMessage(Velib.Information.Topic, Key, data, kind));
    }

    /// <summary>
    /// Replays of some or all stations of a snapshot, published before or after it. For a snapshot with bad stations, the repaired stations
    /// too, which the snapshot never had.
    /// </summary>
    private void InsertRowReplay(int number)
    {
        var snapshots = number % 8 == 0 && _repaired.Count > 0 ? _repaired : _snapshots;
        var snapshot = snapshots[_random.Next(snapshots.Count)];
        var stations = snapshot.Stations.ToArray();
        _random.Shuffle(stations);
        var some = stations.Take(number % 5 == 0 ? stations.Length : 1 + _random.Next(20));
        var original = ReferenceEvent.Read(snapshot.Message.Data)!;
        var id = ReferenceStations.SnapshotId(original, original.Stations!.Value.GetRawText());
        var replay = snapshot.Message with
        {
            Kind = MessageKind.RowReplay,
            Data = FeedText.Envelope(snapshot.IngestTs, snapshot.ToldTime, SnapshotEvents.StationStatus, snapshot.Message.OrderingKey, FeedText.Feed(some, snapshot.EventTs)),
            Attributes = new Dictionary<string, string>
            {
                ["snapshot_id"] = id.ToString(CultureInfo.InvariantCulture),
                ["replay_for"] = "curation",
                ["replay_count"] = "1",
                ["original_message_id"] = string.Create(CultureInfo.InvariantCulture, $"row-replay-{number}"),
            },
        };
        var place = _messages.IndexOf(snapshot.Message);
        _messages.Insert(number % 2 == 0 ? _random.Next(Math.Max(0, place - 100), place + 1) : _random.Next(place + 1, Math.Min(place + 100, _messages.Count + 1)), replay);
    }

    /// <summary>Copies: half are the same message, half the same snapshot as collected by another poll.</summary>
    private void InsertRepeat(int number)
    {
        var place = _random.Next(_messages.Count);
        var earlier = _messages[place];
        var isPoll = number % 2 == 0 && earlier.Kind == MessageKind.Good && earlier.Topic == Velib.Status.Topic;
        var again = isPoll
            ? earlier with { Kind = MessageKind.PolledAgain, Data = WithIngestTs(earlier.Data, _start.AddSeconds(1 + number)) }
            : earlier with { Kind = MessageKind.PublishedAgain };
        _messages.Insert(_random.Next(place + 1, Math.Min(place + 200, _messages.Count + 1)), again);
    }

    private void Reorder(int count)
    {
        ReorderedCount = count;
        for (var number = 0; number < count; number++)
        {
            var from = _random.Next(_messages.Count);
            var message = _messages[from];
            _messages.RemoveAt(from);
            _messages.Insert(Math.Clamp(from + _random.Next(-MaxDisplacement, MaxDisplacement + 1), 0, _messages.Count), message);
        }
    }

    /// <summary>Gzips messages of every kind, so that copies of a message come in both encodings.</summary>
    private void GzipSome()
    {
        for (var place = 0; place < _messages.Count; place++)
        {
            var message = _messages[place];
            if (message.Kind == MessageKind.CutGzip || _random.NextDouble() >= Gzipped) continue;
            GzippedCount++;
            _messages[place] = message with
            {
                Data = Gzip(message.Data.Span),
                Attributes = new Dictionary<string, string>(message.Attributes) { ["content_encoding"] = "gzip" },
            };
        }
    }

    private void Insert(PlannedMessage message) => _messages.Insert(_random.Next(_messages.Count), message);

    private byte[] Garbage()
    {
        var bytes = new byte[64 + _random.Next(400)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Gzip(ReadOnlySpan<byte> data)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(data);
        return packed.ToArray();
    }

    private static byte[] Half(byte[] data) => data[..(data.Length / 2)];

    private static string Key(int number) => number == 0 ? "velib:station_status_snapshot" : $"velib-{number}:station_status_snapshot";

    private static byte[] WithIngestTs(ReadOnlyMemory<byte> envelope, DateTimeOffset ingestTs)
    {
        const string Opening = "{\"ingest_ts\":\"";
        var text = FeedText.Time(ingestTs);
        var data = envelope.ToArray();
        Encoding.ASCII.GetBytes(text).CopyTo(data.AsSpan(Opening.Length));
        return data;
    }

    /// <summary>A snapshot whose rows can be replayed.</summary>
    /// <param name="Message">The snapshot's message, not gzipped.</param>
    /// <param name="IngestTs">The envelope's <c>ingest_ts</c>.</param>
    /// <param name="ToldTime">The envelope's <c>event_ts</c>.</param>
    /// <param name="EventTs">The feed's time.</param>
    /// <param name="Stations">All its stations, valid.</param>
    private sealed record Snapshot(PlannedMessage Message, string IngestTs, string? ToldTime, DateTimeOffset EventTs, IReadOnlyList<string> Stations);
}
