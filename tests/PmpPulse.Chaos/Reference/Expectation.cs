using System.Globalization;
using System.Security.Cryptography;
using PmpPulse.Chaos.Load;
using PmpPulse.Testing;

namespace PmpPulse.Chaos.Reference;

/// <summary>What the tables must hold once all messages are processed, computed directly from the messages' bytes.</summary>
internal sealed class Expectation
{
    /// <summary>Curated rows without <c>ingest_ts</c>, each as one line, by <c>snapshot_id</c> and <c>station_id</c>.</summary>
    public Dictionary<string, string> Curated { get; } = new(StringComparer.Ordinal);

    /// <summary>Raw events: key and <c>ingest_ts</c> in microseconds.</summary>
    public HashSet<string> Raw { get; } = new(StringComparer.Ordinal);

    /// <summary>Curated dead letters: stage, error, and the message's hash (if all is lost) or key, ingest_ts and station JSON.</summary>
    public HashSet<string> CuratedDead { get; } = new(StringComparer.Ordinal);

    /// <summary>Hashes of the status messages that the raw writer dead-letters.</summary>
    public HashSet<string> RawDead { get; } = new(StringComparer.Ordinal);

    /// <summary>Information rows: ingest_ts in microseconds, station id, the station's JSON.</summary>
    public HashSet<string> Information { get; } = new(StringComparer.Ordinal);

    /// <summary>Hashes of the faulty information messages.</summary>
    public HashSet<string> InformationDead { get; } = new(StringComparer.Ordinal);

    /// <summary>What each message (by hash) adds to the sets above through the raw path. Replays for curation add nothing.</summary>
    public Dictionary<string, List<string>> ByPush { get; } = new(StringComparer.Ordinal);

    public static Expectation Of(IEnumerable<PlannedMessage> messages)
    {
        var expectation = new Expectation();
        foreach (var message in messages)
        {
            if (message.Topic == Velib.Status.Topic) expectation.AddStatus(message);
            else expectation.AddInformation(message.Data);
        }

        return expectation;
    }

    public static string Hash(ReadOnlySpan<byte> data) => Convert.ToHexString(SHA256.HashData(data));

    private void AddStatus(PlannedMessage message)
    {
        var data = message.Data;
        var pushed = Pushed(data);
        if (ReferenceEvent.Read(data) is not { } read)
        {
            pushed.Add(Hash(data.Span));
            RawDead.Add(Hash(data.Span));
            CuratedDead.Add(DeadMessage("parse_normalize", data.Span));
            return;
        }

        if (read.EventType != "station_status_snapshot")
        {
            pushed.Add(Hash(data.Span));
            RawDead.Add(Hash(data.Span));
            return;
        }

        if (!message.Attributes.ContainsKey("replay_for"))
        {
            pushed.Add($"{read.Key}|{read.IngestMicroseconds}");
            Raw.Add($"{read.Key}|{read.IngestMicroseconds}");
        }

        if (read.Stations is not { } stations)
        {
            CuratedDead.Add(DeadMessage("snapshot_to_station_rows", data.Span));
            return;
        }

        var snapshot = message.Attributes.TryGetValue("snapshot_id", out var told)
            ? long.Parse(told, CultureInfo.InvariantCulture)
            : ReferenceStations.SnapshotId(read, stations.GetRawText());
        foreach (var station in ReferenceStations.Read(stations, read))
        {
            if (station.Error is null) Curated[$"{snapshot}|{station.Id}"] = $"{snapshot}|{station.Row}";
            else CuratedDead.Add(DeadStation(station.Error, read.Key, read.IngestMicroseconds, station.Json));
        }
    }

    private void AddInformation(ReadOnlyMemory<byte> data)
    {
        var pushed = Pushed(data);
        if (ReferenceEvent.Read(data) is not { Stations: { } stations } read)
        {
            pushed.Add(Hash(data.Span));
            InformationDead.Add(Hash(data.Span));
            return;
        }

        foreach (var station in stations.EnumerateArray())
        {
            var isBad = station.GetProperty("station_id").ValueKind == System.Text.Json.JsonValueKind.Null;
            var line = isBad ? Hash(data.Span) : InformationRow(read.IngestMicroseconds, station.GetProperty("station_id").GetRawText(), station.GetRawText());
            pushed.Add(line);
            (isBad ? InformationDead : Information).Add(line);
        }
    }

    private List<string> Pushed(ReadOnlyMemory<byte> data) => ByPush[Hash(data.Span)] = [];

    public static string DeadMessage(string stage, ReadOnlySpan<byte> data) => $"{stage}|{Hash(data)}";

    public static string DeadStation(string error, string? key, long ingestMicroseconds, string json) => $"validate_row|{error}|{key}|{ingestMicroseconds}|{json}";

    public static string InformationRow(long ingestMicroseconds, string? stationId, string? json) => $"{ingestMicroseconds}|{stationId}|{json}";
}
