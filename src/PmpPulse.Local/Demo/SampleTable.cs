using PmpPulse.GoogleCloud.BigQuery;
using Spectre.Console;

namespace PmpPulse.Local.Demo;

/// <summary>
/// A few rows of <c>gbfs_latest_state_enriched</c>; if the newest snapshot has no e-bike count, the last known one is shown, with its time.
/// </summary>
internal static class SampleTable
{
    private static readonly string[] Columns = ["code", "name", "bikes", "e_bikes", "docks", "fill", "event_utc"];

    private const string Sql = """
        SELECT
          COALESCE(station_code, station_id) AS code,
          name,
          CAST(num_bikes_available AS STRING) AS bikes,
          IF(
            ebike_available IS NULL,
            CONCAT(CAST(ebike_available_last_known AS STRING), FORMAT_TIMESTAMP(' at %H:%M', ebike_available_last_known_ts)),
            CAST(ebike_available AS STRING)
          ) AS e_bikes,
          ebike_available IS NULL AND ebike_available_last_known IS NOT NULL AS is_last_known,
          CAST(num_docks_available AS STRING) AS docks,
          CAST(ROUND(fill_rate, 2) AS STRING) AS fill,
          FORMAT_TIMESTAMP('%m-%d %H:%M', event_ts) AS event_utc
        FROM pmp_marts.gbfs_latest_state_enriched
        WHERE system_id = @system_id
        ORDER BY num_bikes_available DESC, station_id
        LIMIT 8
        """;

    public static async Task WriteAsync(IAnsiConsole console, BigQueryClient bigQuery, string systemId, CancellationToken cancellationToken)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("[bold]pmp_marts.gbfs_latest_state_enriched, most bikes first[/]");
        table.AddColumns(Columns);
        var query = new BigQueryQuery(Sql) { Parameters = [QueryParameter.String("system_id", systemId)] };
        var hasLastKnown = false;
        await foreach (var row in (await bigQuery.QueryAsync(query, cancellationToken)).ReadRowsAsync(cancellationToken))
        {
            table.Row([.. Columns.Select(column => (row.GetStringOrNull(column) ?? "–"))]);
            hasLastKnown |= row.GetBool("is_last_known");
        }

        console.Write(table);
        if (hasLastKnown)
        {
            console.Line($"E-bikes with a time (UTC): the newest snapshot doesn't say, so these are the last ones known.");
        }
    }
}
