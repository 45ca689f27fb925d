using System.Text.Json;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Warehouse.Areas;

/// <summary>The table <c>pmp_curated.areas</c>.</summary>
public sealed class AreaTable(BigQueryClient bigQuery, string systemId)
{
    // a query's parameters may have 10 MB in all
    private const int MaxBytes = 9_000_000;

    /// <summary>Replaces the areas of a source, in one statement.</summary>
    /// <returns>Rows written or deleted.</returns>
    /// <exception cref="FormatException">The areas are too large for one statement.</exception>
    public async Task<long> ReplaceAsync(AreaSource source, IReadOnlyList<Area> areas, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(areas, AreaJson.Default.IReadOnlyListArea);
        if (json.Length > MaxBytes) throw new FormatException($"{source.Location} has {json.Length:N0} bytes of shapes, and one statement takes {MaxBytes:N0}: take a simplified version, or load its parts one by one");
        var results = await bigQuery.QueryAsync(
            new BigQueryQuery(
                $"""
                MERGE {SharedNames.Areas} AS target
                USING (
                  SELECT
                    JSON_VALUE(area, '$.id') AS area_id,
                    JSON_VALUE(area, '$.name') AS area_name,
                    JSON_VALUE(area, '$.geo_json') AS geojson,
                    CAST(JSON_VALUE(area, '$.west') AS FLOAT64) AS west,
                    CAST(JSON_VALUE(area, '$.south') AS FLOAT64) AS south,
                    CAST(JSON_VALUE(area, '$.east') AS FLOAT64) AS east,
                    CAST(JSON_VALUE(area, '$.north') AS FLOAT64) AS north
                  FROM UNNEST(JSON_QUERY_ARRAY(@areas)) AS area
                ) AS source
                ON target.system_id = @system AND target.area_id = source.area_id
                WHEN MATCHED THEN UPDATE SET
                  area_name = source.area_name, geojson = source.geojson, west = source.west, south = source.south, east = source.east, north = source.north,
                  attribution = @attribution, source = @source, loaded_ts = CURRENT_TIMESTAMP()
                WHEN NOT MATCHED BY TARGET THEN INSERT (system_id, area_id, area_name, geojson, west, south, east, north, attribution, source, loaded_ts)
                VALUES (@system, area_id, area_name, geojson, west, south, east, north, @attribution, @source, CURRENT_TIMESTAMP())
                WHEN NOT MATCHED BY SOURCE AND target.system_id = @system AND target.source = @source THEN DELETE
                """)
            {
                Parameters =
                [
                    QueryParameter.String("system", systemId),
                    QueryParameter.String("areas", json),
                    QueryParameter.String("attribution", source.Attribution),
                    QueryParameter.String("source", source.Location),
                ],
            },
            cancellationToken);
        return results.DmlAffectedRows ?? 0;
    }
}
