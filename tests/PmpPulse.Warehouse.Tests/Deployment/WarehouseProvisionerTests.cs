using PmpPulse.Contracts;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.LocalCloud.Testing;
using PmpPulse.Testing;
using PmpPulse.Warehouse.Deployment;

namespace PmpPulse.Warehouse.Tests.Deployment;

/// <summary>Upgrades of a data directory from an older version.</summary>
public sealed class WarehouseProvisionerTests : IAsyncLifetime
{
    private static readonly TableName Raw = Velib.Status.Writer.Table;

    private LocalCloudFixture _cloud = null!;
    private GoogleCloudClients _clients = null!;

    public async ValueTask InitializeAsync()
    {
        _cloud = await LocalCloudFixture.StartAsync();
        _clients = _cloud.Connect();
        await _clients.BigQuery.InsertDatasetAsync(Raw.Dataset, new BigQueryDataset());
    }

    public async ValueTask DisposeAsync()
    {
        _clients.Dispose();
        await _cloud.DisposeAsync();
    }

    [Fact]
    public async Task Create_TableOfAnOlderVersion_AddsTheColumnAndKeepsItsRows()
    {
        await InsertRawAsync(fields => [.. fields.Where(field => field.Name != "snapshot_id")]);
        await _clients.BigQuery.QueryAsync($"INSERT INTO {Raw} (ingest_ts, key) VALUES (TIMESTAMP '2026-11-01 00:00:00+00', 'old')");

        await ProvisionAsync();
        await _clients.BigQuery.QueryAsync($"INSERT INTO {Raw} (ingest_ts, key, snapshot_id) VALUES (TIMESTAMP '2026-11-02 00:00:00+00', 'new', -7)");

        var rows = await (await _clients.BigQuery.QueryAsync($"SELECT key, snapshot_id FROM {Raw} ORDER BY ingest_ts")).ReadAllAsync();
        rows.Select(row => (row.GetString("key"), row.GetInt64OrNull("snapshot_id"))).Should().Equal(("old", null), ("new", -7));
    }

    [Fact]
    public async Task Create_ExistingTable_IsUnchanged()
    {
        await ProvisionAsync();
        await _clients.BigQuery.PatchTableAsync(Velib.Curation.Register, new BigQueryTable { Description = """{"epoch":7,"stream":"s"}""" }, null);
        var before = await EtagsAsync();

        await ProvisionAsync();

        (await EtagsAsync()).Should().Equal(before);
        (await _clients.BigQuery.GetTableAsync(Velib.Curation.Register)).Description.Should().Be("""{"epoch":7,"stream":"s"}""", "the register is curation's own");
    }

    [Theory]
    [InlineData("snapshot_id", "STRING", BigQueryField.Nullable, "is of type STRING, and must be INT64")]
    [InlineData("key", "STRING", BigQueryField.Repeated, "is REPEATED, and must be NULLABLE")]
    [InlineData("ingest_ts", null, null, "is missing and required")]
    public async Task Create_IncompatibleColumn_IsAnErrorThatNamesIt(string column, string? type, string? mode, string difference)
    {
        await InsertRawAsync(fields => type is null
            ? [.. fields.Where(field => field.Name != column)]
            : [.. fields.Select(field => field.Name == column ? field with { Type = type, Mode = mode! } : field)]);

        var provision = ProvisionAsync;

        (await provision.Should().ThrowAsync<SchemaMismatchException>()).Which.Message
            .Should().Contain($"Column {column} of table {Raw} {difference}");
    }

    private Task ProvisionAsync() => new WarehouseProvisioner(_clients.BigQuery).CreateAsync(TestContext.Current.CancellationToken);

    private async Task InsertRawAsync(Func<IReadOnlyList<BigQueryField>, IReadOnlyList<BigQueryField>> change)
    {
        var table = BigQueryTable.Parse(WarehouseFiles.Table(Raw).ResourceJson);
        var fields = change(table.Schema!.Fields);
        var partitioned = fields.Any(field => field.Name == "ingest_ts");
        await _clients.BigQuery.InsertTableAsync(Raw, table with
        {
            Schema = new BigQuerySchema { Fields = fields },
            TimePartitioning = partitioned ? table.TimePartitioning : null,
            Clustering = null,
        });
    }

    private async Task<List<string?>> EtagsAsync()
    {
        var etags = new List<string?>();
        foreach (var table in WarehouseFiles.Tables) etags.Add((await _clients.BigQuery.GetTableAsync(table.Name)).Etag);
        return etags;
    }
}
