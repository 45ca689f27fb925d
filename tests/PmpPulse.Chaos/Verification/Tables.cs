using System.Globalization;
using System.Text.Json;
using PmpPulse.Chaos.Processes;
using PmpPulse.Chaos.Reference;
using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.Warehouse;

namespace PmpPulse.Chaos.Verification;

/// <summary>Reads the tables through LocalCloud's own port, in the form that <see cref="Expectation"/> uses.</summary>
internal sealed class Tables(BigQueryClient bigQuery)
{
    /// <summary>All curated rows by identity; two rows with one identity are duplicates.</summary>
    public async Task<List<(string Identity, string Row)>> CuratedAsync(CancellationToken cancellationToken)
    {
        var rows = new List<(string, string)>();
        await foreach (var row in ReadAsync(
            """
            SELECT snapshot_id, station_id, event_ts, station_code, is_installed, is_renting, is_returning, last_reported_ts, num_bikes_available,
              num_docks_available, mechanical_available, ebike_available, raw_station_json, quality_flags
            FROM pmp_curated.velib_station_status
            """,
            cancellationToken))
        {
            var line = ReferenceStations.Line(
                row.GetRaw(1), row.GetRaw(2), row.GetRaw(3), row.GetRaw(4), row.GetRaw(5), row.GetRaw(6), row.GetRaw(7), row.GetRaw(8), row.GetRaw(9), row.GetRaw(10),
                row.GetRaw(11), string.Join(',', row.GetStrings("quality_flags")), row.GetRaw(12));
            rows.Add(($"{row.GetRaw(0)}|{row.GetRaw(1)}", $"{row.GetRaw(0)}|{line}"));
        }

        return rows;
    }

    public async Task<HashSet<string>> RawAsync(CancellationToken cancellationToken) =>
        await SetAsync("SELECT DISTINCT key, ingest_ts FROM pmp_raw.velib_station_status_raw", row => $"{row.GetRaw(0)}|{row.GetRaw(1)}", cancellationToken);

    /// <summary>Raw events stored with more than one payload.</summary>
    public async Task<HashSet<string>> ContradictoryRawAsync(CancellationToken cancellationToken) => await SetAsync(
        "SELECT key, ingest_ts FROM pmp_raw.velib_station_status_raw GROUP BY key, ingest_ts HAVING COUNT(DISTINCT TO_JSON_STRING(payload)) > 1",
        row => $"{row.GetRaw(0)}|{row.GetRaw(1)}",
        cancellationToken);

    public async Task<HashSet<string>> InformationAsync(CancellationToken cancellationToken) => await SetAsync(
        "SELECT DISTINCT ingest_ts, station_id, raw_station_json FROM pmp_curated.velib_station_information",
        row => $"{row.GetRaw(0)}|{row.GetRaw(1)}|{row.GetRaw(2)}",
        cancellationToken);

    public async Task<HashSet<string>> CuratedDeadAsync(CancellationToken cancellationToken) => await SetAsync(
        "SELECT stage, error_type, event_meta, row_json, data FROM pmp_ops.velib_station_status_curated_dlq",
        row => row.GetBytesOrNull("data") is { } data
            ? Expectation.DeadMessage(row.GetString("stage"), data)
            : DeadStation(row),
        cancellationToken);

    /// <summary>Reads a push dead-letter table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="subscription">The subscription whose dead letters it holds.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<PushDeadLetters> PushDeadAsync(TableName table, string subscription, CancellationToken cancellationToken)
    {
        var dead = new PushDeadLetters();
        await foreach (var row in ReadAsync(
            $"""
            SELECT data, JSON_VALUE(attributes, '$.pmp_error_type') AS refused,
              JSON_VALUE(attributes, '$.CloudPubSubDeadLetterSourceDeliveryCount') AS deliveries,
              JSON_VALUE(attributes, '$.CloudPubSubDeadLetterSourceSubscription') AS source,
              JSON_VALUE(attributes, '$.CloudPubSubDeadLetterSourceSubscriptionProject') AS project,
              JSON_VALUE(attributes, '$.CloudPubSubDeadLetterSourceTopicPublishTime') AS published
            FROM {table}
            """,
            cancellationToken))
        {
            var hash = Expectation.Hash(row.GetBytesOrNull("data"));
            if (row.GetStringOrNull("refused") is not null) dead.Refused.Add(hash);
            else if (IsGivenUp(row, subscription)) dead.GivenUp.Add(hash);
            else dead.WithoutReason.Add(hash);
        }

        return dead;
    }

    private static bool IsGivenUp(BigQueryRow row, string subscription) =>
        int.TryParse(row.GetStringOrNull("deliveries"), NumberStyles.None, CultureInfo.InvariantCulture, out var deliveries) && deliveries >= 5
        && row.GetStringOrNull("source") == subscription
        && row.GetStringOrNull("project") == Addresses.Project
        && DateTimeOffset.TryParse(row.GetStringOrNull("published"), CultureInfo.InvariantCulture, out _);

    /// <summary>Materialized views, each with the number of rows in which it differs from its query over the whole table.</summary>
    public async Task<Dictionary<string, long>> ViewDifferencesAsync(CancellationToken cancellationToken)
    {
        var differences = new Dictionary<string, long>();
        foreach (var mart in WarehouseFiles.Marts.Where(mart => mart.IsMaterialized))
        {
            var (kept, computed) = ($"(SELECT * FROM {mart.Name})", $"({mart.Query})");
            differences[mart.Name.ToString()] =
                await CountAsync($"{kept} EXCEPT DISTINCT {computed}", cancellationToken)
                + await CountAsync($"{computed} EXCEPT DISTINCT {kept}", cancellationToken)
                + Math.Abs(await CountAsync(kept, cancellationToken) - await CountAsync(computed, cancellationToken));
        }

        return differences;
    }

    public async Task<long> CountAsync(string sql, CancellationToken cancellationToken)
    {
        await foreach (var row in ReadAsync($"SELECT COUNT(*) AS n FROM ({sql})", cancellationToken)) return row.GetInt64("n");
        return 0;
    }

    private static string DeadStation(BigQueryRow row)
    {
        var meta = JsonDocument.Parse(row.GetString("event_meta")).RootElement;
        var ingestTs = meta.GetProperty("ingest_ts").GetDateTimeOffset();
        return Expectation.DeadStation(row.GetString("error_type"), meta.GetProperty("key").GetString(), ReferenceEvent.Microseconds(ingestTs), row.GetString("row_json"));
    }

    private async Task<HashSet<string>> SetAsync(string sql, Func<BigQueryRow, string> line, CancellationToken cancellationToken)
    {
        var lines = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var row in ReadAsync(sql, cancellationToken)) lines.Add(line(row));
        return lines;
    }

    private async IAsyncEnumerable<BigQueryRow> ReadAsync(string sql, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var results = await bigQuery.QueryAsync(new BigQueryQuery(sql) { UseQueryCache = false }, cancellationToken);
        await foreach (var row in results.ReadRowsAsync(cancellationToken)) yield return row;
    }
}
