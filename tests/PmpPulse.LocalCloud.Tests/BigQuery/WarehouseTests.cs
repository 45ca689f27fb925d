using System.Text.Json.Nodes;
using Google.Protobuf;
using PmpPulse.LocalCloud.Tests.StorageWrite;
using PmpPulse.Warehouse;
using ProtoType = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;

namespace PmpPulse.LocalCloud.Tests.BigQuery;

/// <summary>The project's own tables and marts, created from their files and queried.</summary>
public sealed class WarehouseTests : IAsyncLifetime
{
    // yesterday, because the latest state is read from the last 31 days; microseconds that REST shows as seconds without a fraction
    private static readonly long EventTs = TimeProvider.System.GetUtcNow().AddDays(-1).ToUnixTimeSeconds() / 60 * 60_000_000 + 7_000_000;

    private BigQueryHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await BigQueryHost.StartAsync();
        foreach (var dataset in WarehouseFiles.Tables.Select(table => table.Name.Dataset).Concat(WarehouseFiles.Marts.Select(mart => mart.Name.Dataset)).Distinct())
            await _host.PostAsync("datasets", $$$"""{"datasetReference":{"datasetId":"{{{dataset}}}"}}""");
        foreach (var table in WarehouseFiles.Tables)
        {
            var body = JsonNode.Parse(table.ResourceJson)!;
            body["tableReference"] = new JsonObject { ["datasetId"] = table.Name.Dataset, ["tableId"] = table.Name.Table };
            await _host.PostAsync($"datasets/{table.Name.Dataset}/tables", body.ToJsonString());
        }

        foreach (var mart in WarehouseFiles.Marts)
        {
            var view = new JsonObject { ["query"] = mart.Query };
            if (!mart.IsMaterialized)
                view["useLegacySql"] = false;
            var body = new JsonObject
            {
                ["tableReference"] = new JsonObject { ["datasetId"] = mart.Name.Dataset, ["tableId"] = mart.Name.Table },
                [mart.IsMaterialized ? "materializedView" : "view"] = view,
            };
            await _host.PostAsync($"datasets/{mart.Name.Dataset}/tables", body.ToJsonString());
        }
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Marts_OverEmptyTables_AllAnswer()
    {
        foreach (var mart in WarehouseFiles.Marts)
            (await _host.QueryAsync($"SELECT * FROM {mart.Name}"))["jobComplete"]!.GetValue<bool>().Should().BeTrue();
    }

    [Fact]
    public async Task LatestStateEnriched_AfterAppends_ShowsTheNewestSnapshotWithNames()
    {
        await _host.PostAsync("datasets/pmp_curated/tables/velib_station_information/insertAll", """
            {"rows":[{"json":{"system_id":"velib","ingest_ts":"2026-11-01T00:00:00Z","event_ts":"2026-11-01T00:00:00Z","station_id":"7","station_code":"16107","name":"Benjamin Godard","lat":48.86,"lon":2.27,"capacity":35}}]}
            """);
        var descriptor = RowWriter.Message(
            "Row",
            RowWriter.Field("ingest_ts", 1, ProtoType.Int64), RowWriter.Field("event_ts", 2, ProtoType.Int64), RowWriter.Field("station_id", 3, ProtoType.String),
            RowWriter.Field("station_code", 4, ProtoType.String), RowWriter.Field("num_bikes_available", 5, ProtoType.Int64), RowWriter.Field("snapshot_id", 6, ProtoType.Int64), RowWriter.Field("system_id", 7, ProtoType.String));
        using (var append = new AppendClient(_host.Storage, $"{_host.TableName("pmp_curated", "velib_station_status")}/streams/_default", descriptor))
        {
            (await append.AppendAsync(Row(0, "7", "16107", 3), Row(0, "8", null, 9), Row(60_000_000, "7", "16107", 0))).Error.Should().BeNull();
        }

        var response = await _host.QueryAsync("""
            SELECT station_id, name, arrondissement, num_bikes_available, fill_rate, is_renting, event_ts
            FROM pmp_marts.velib_latest_state_enriched ORDER BY station_id
            """);

        response["rows"]!.AsArray().Select(row => BigQueryHost.Line(row!)).Should().Equal(
            $"\"7\"|\"Benjamin Godard\"|\"16\"|\"0\"|\"0.0\"|null|{Seconds(60)}",
            $"\"8\"|null|null|\"9\"|null|null|{Seconds(0)}");
    }

    private static string Seconds(long later) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\"{(EventTs / 1_000_000) + later:0.#########E0}\"");

    private static ByteString Row(long later, string station, string? code, long bikes)
    {
        var row = new RowWriter().Int64(1, EventTs + later + 5).Int64(2, EventTs + later).String(3, station).Int64(5, bikes).Int64(6, 1000 + later).String(7, "velib");
        return (code is null ? row : row.String(4, code)).ToRow();
    }
}
