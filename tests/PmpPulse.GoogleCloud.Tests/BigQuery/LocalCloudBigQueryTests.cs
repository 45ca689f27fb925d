using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.GoogleCloud.StorageWrite;
using PmpPulse.GoogleCloud.Tests.Infrastructure;

namespace PmpPulse.GoogleCloud.Tests.BigQuery;

/// <summary>The REST client against LocalCloud.</summary>
public sealed class LocalCloudBigQueryTests(LocalCloudBackend localCloud) : IAsyncLifetime
{
    private const string TableJson = """
        { "description": "one", "schema": { "fields": [ { "name": "i", "type": "INT64" }, { "name": "s", "type": "STRING", "description": "text" } ] } }
        """;

    private static readonly TableName Table = new("d", "t");

    private GoogleCloudClients _clients = null!;

    private BigQueryClient BigQuery => _clients.BigQuery;

    public async ValueTask InitializeAsync()
    {
        _clients = await localCloud.ConnectAsync();
        await BigQuery.InsertDatasetAsync("d", new BigQueryDataset { Location = "EU", Description = "tests" });
    }

    public ValueTask DisposeAsync()
    {
        _clients.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Datasets_CreateListDelete_RoundTrip()
    {
        (await BigQuery.FindDatasetAsync("d"))!.Description.Should().Be("tests");
        (await BigQuery.FindDatasetAsync("nowhere")).Should().BeNull();
        (await BigQuery.Invoking(client => client.InsertDatasetAsync("d", new BigQueryDataset())).Should().ThrowAsync<GoogleApiException>()).Which.IsConflict.Should().BeTrue();
        (await BigQuery.ListDatasetsAsync().ToListAsync()).Select(dataset => dataset.DatasetReference!.DatasetId).Should().Equal("d");

        await BigQuery.DeleteDatasetAsync("d", deleteContents: true);

        (await BigQuery.FindDatasetAsync("d")).Should().BeNull();
    }

    [Fact]
    public async Task Tables_CreateListDelete_RoundTrip()
    {
        var created = await BigQuery.InsertTableAsync(Table, TableJson);

        created.TableReference.Should().Be(new TableReference(BigQuery.ProjectId, "d", "t"));
        created.Etag.Should().NotBeNullOrEmpty();
        var read = await BigQuery.GetTableAsync(Table);
        read.Schema!.Fields.Select(field => field.Name).Should().Equal("i", "s");
        read.Schema.Fields[1].Description.Should().Be("text");
        read.Etag.Should().Be(created.Etag);
        (await BigQuery.ListTablesAsync("d").ToListAsync()).Select(table => table.TableReference!.TableId).Should().Equal("t");

        await BigQuery.DeleteTableAsync(Table);

        (await BigQuery.FindTableAsync(Table)).Should().BeNull();
        (await BigQuery.Invoking(client => client.GetTableAsync(Table)).Should().ThrowAsync<GoogleApiException>()).Which.IsNotFound.Should().BeTrue();
    }

    [Fact]
    public async Task PatchTableAsync_TwoWithOneEtag_OnlyTheFirstWins()
    {
        var etag = (await BigQuery.InsertTableAsync(Table, TableJson)).Etag;

        var patched = await BigQuery.PatchTableAsync(Table, new BigQueryTable { Description = "two" }, etag);
        var second = () => BigQuery.PatchTableAsync(Table, new BigQueryTable { Description = "three" }, etag);

        (await second.Should().ThrowAsync<GoogleApiException>()).Which.IsPreconditionFailed.Should().BeTrue();
        patched.Etag.Should().NotBe(etag);
        var read = await BigQuery.GetTableAsync(Table);
        read.Description.Should().Be("two");
        read.Schema!.Fields.Should().HaveCount(2);
    }

    [Fact]
    public async Task QueryAsync_Parameters_ReachTheQuery()
    {
        var instant = new DateTimeOffset(2025, 10, 18, 9, 9, 16, TimeSpan.Zero).AddTicks(10);
        var results = await BigQuery.QueryAsync(new BigQueryQuery("SELECT @i AS i, @s AS s, @t AS t, @d AS d, @b AS b, @f AS f")
        {
            Parameters =
            [
                QueryParameter.Int64("i", 1), QueryParameter.String("s", "é'\""), QueryParameter.Timestamp("t", instant), QueryParameter.Date("d", new DateOnly(2025, 10, 18)),
                QueryParameter.Bool("b", true), QueryParameter.Float64("f", 1.5),
            ],
        });

        var row = (await results.ReadAllAsync()).Single();

        row.GetInt64("i").Should().Be(1);
        row.GetString("s").Should().Be("é'\"");
        row.GetTimestamp("t").Should().Be(instant);
        row.GetDate("d").Should().Be(new DateOnly(2025, 10, 18));
        row.GetBool("b").Should().BeTrue();
        row.GetDouble("f").Should().Be(1.5);
    }

    [Fact]
    public async Task QueryAsync_ManyPages_ReturnsAllRows()
    {
        await BigQuery.InsertTableAsync(Table, TableJson);
        var schema = RowSchema.FromResourceJson(TableJson);
        var writer = new RowBatchWriter(schema);
        for (var i = 0; i < 25; i++)
        {
            writer.BeginRow();
            writer.WriteInt64(schema.Column("i"), i);
            writer.EndRow();
        }

        await using var appender = _clients.StorageWrite.OpenTable(Table, schema);
        await appender.AppendAsync(writer.ToBatch());

        var results = await BigQuery.QueryAsync(new BigQueryQuery("SELECT i FROM d.t ORDER BY i") { PageSize = 10 });
        var rows = await results.ReadAllAsync();

        results.TotalRows.Should().Be(25);
        rows.Select(row => row.GetInt64("i")).Should().Equal(Enumerable.Range(0, 25).Select(i => (long)i));
    }

    [Fact]
    public async Task QueryAsync_InvalidSql_SaysWhere()
    {
        var act = () => BigQuery.QueryAsync("SELECT nonsense");

        var exception = (await act.Should().ThrowAsync<GoogleApiException>()).Which;
        exception.Reason.Should().Be("invalidQuery");
        exception.Message.Should().Contain("nonsense").And.Contain("[1:8]");
    }
}
