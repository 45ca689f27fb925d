using PmpPulse.GoogleCloud.BigQuery;
using Spectre.Console;

namespace PmpPulse.Local.Demo;

/// <summary>A few rows of <c>velib_latest_state_enriched</c>.</summary>
internal static class SampleTable
{
    private static readonly string[] Columns = ["code", "name", "arr", "bikes", "e_bikes", "docks", "fill", "event_utc"];

    private const string Sql = """
        SELECT
          COALESCE(station_code, station_id) AS code,
          name,
          CAST(arrondissement AS STRING) AS arr,
          CAST(num_bikes_available AS STRING) AS bikes,
          CAST(ebike_available AS STRING) AS e_bikes,
          CAST(num_docks_available AS STRING) AS docks,
          CAST(ROUND(fill_rate, 2) AS STRING) AS fill,
          FORMAT_TIMESTAMP('%m-%d %H:%M', event_ts) AS event_utc
        FROM pmp_marts.velib_latest_state_enriched
        ORDER BY num_bikes_available DESC, station_id
        LIMIT 8
        """;

    public static async Task WriteAsync(IAnsiConsole console, BigQueryClient bigQuery, CancellationToken cancellationToken)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("[bold]pmp_marts.velib_latest_state_enriched, most bikes first[/]");
        table.AddColumns(Columns);
        await foreach (var row in (await bigQuery.QueryAsync(Sql, cancellationToken)).ReadRowsAsync(cancellationToken))
        {
            table.Row([.. Columns.Select(column => (row.GetStringOrNull(column) ?? "–"))]);
        }

        console.Write(table);
    }
}
