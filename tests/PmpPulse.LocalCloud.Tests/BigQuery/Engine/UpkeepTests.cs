using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Datasets;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.MaterializedViews;
using PmpPulse.LocalCloud.BigQuery.Resources;
using PmpPulse.LocalCloud.BigQuery.Tables;
using PmpPulse.LocalCloud.BigQuery.Upkeep;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.BigQuery.Engine;

/// <summary>What is deleted in the background, and when the log is.</summary>
public sealed class UpkeepTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 10, 6, 0, 0, TimeSpan.Zero));
    private readonly Database _database;
    private readonly TableFacts _facts;

    public UpkeepTests()
    {
        var keeper = new ViewKeeper(_clock, NullLogger<ViewKeeper>.Instance);
        _database = Database.Open(new DatabaseOptions(_directory) { CheckpointBytes = 1 << 20 }, _clock, NullLogger.Instance, maintenance: keeper);
        _facts = new TableFacts(_database, _clock);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(null, 2, 72)]
    [InlineData(24L, null, 48)]
    [InlineData(24L, 2, 48)]
    [InlineData(null, null, 144)]
    [InlineData(long.MaxValue / 3_600_000, 2, 144)]
    public async Task Expiry_Partitions_LeavesWhatIsYounger(long? hours, int? retentionDays, int left)
    {
        // six days of hours, up to the end of today
        await CreateAsync(hours * 3_600_000);
        await _database.WriteAsync(
            session => session.Execute($"INSERT INTO {Name} (\"at\") SELECT TIMESTAMP '2026-03-05 00:00:00' + INTERVAL (i) HOUR FROM range(144) r(i)"), CancellationToken.None);

        await Expiry(retentionDays).RunAsync(CancellationToken.None);

        (await CountAsync()).Should().Be(left);
    }

    [Fact]
    public async Task Expiry_LastRowsOnTheBoundary_Ends()
    {
        await CreateAsync(null);
        await _database.WriteAsync(
            session => session.Execute($"INSERT INTO {Name} (\"at\") VALUES (TIMESTAMP '2026-03-07 23:59:59.999999'), (TIMESTAMP '2026-03-08 00:00:00')"), CancellationToken.None);

        await Expiry(2).RunAsync(CancellationToken.None);

        (await CountAsync()).Should().Be(1);
    }

    [Fact]
    public async Task Expiry_MaterializedViews_LoseTheDaysAndKeepTheOthers()
    {
        await CreateAsync(null);
        await CreateViewAsync("days", "SELECT TIMESTAMP_TRUNC(`at`, DAY) AS day, COUNT(*) AS c FROM d.t GROUP BY day");
        await CreateViewAsync("hours", "SELECT TIMESTAMP_TRUNC(`at`, HOUR) AS hour, COUNT(*) AS c FROM d.t GROUP BY hour");
        await _database.WriteAsync(
            session =>
            {
                // enough for a refresh
                session.Count(new TableKey("p", "d", "t"), 40_000);
                return session.Execute($"INSERT INTO {Name} SELECT 1 + i // 2400, TIMESTAMP '2026-03-05 00:00:00' + INTERVAL (i) MINUTE FROM range(8640) r(i)");
            },
            CancellationToken.None);
        await Eventually.IsTrueAsync(() => _database.Catalog.Partials.Count == 2 && _database.Catalog.Partials.Values.All(partials => partials.CoveredUpTo > 0));
        var days = _database.Catalog.Partials[new TableKey("p", "d", "days")];

        await Expiry(2).RunAsync(CancellationToken.None);

        _database.Catalog.Partials[days.View].Should().Be(days, "its other days are still right");
        (await ListAsync($"SELECT CAST(k1 AS VARCHAR) || '=' || a1 FROM {days.QuotedTable} ORDER BY 1")).Should().Equal(
            "2026-03-08 00:00:00=1440", "2026-03-09 00:00:00=1440", "2026-03-10 00:00:00=1440");
        (await ListAsync($"SELECT CAST(COUNT(*) AS VARCHAR) FROM {Name}")).Should().Equal("4320");
    }

    [Fact]
    public async Task Sweep_UnreferredFile_GoesAtTheSecondRun()
    {
        _database.Documents.Write(new byte[10_000]);
        _database.Documents.Flush();
        await _database.DisposeAsync();
        await using var again = Database.Open(new DatabaseOptions(_directory), _clock, NullLogger.Instance);
        var sweep = new DocumentSweep(again, NullLogger<DocumentSweep>.Instance);
        var files = () => Directory.GetFiles(Path.Combine(_directory, "documents"));

        await sweep.RunAsync(CancellationToken.None);
        files().Should().ContainSingle("an append in flight might still refer to it");
        await sweep.RunAsync(CancellationToken.None);

        files().Should().BeEmpty();
    }

    [Fact]
    public async Task Open_DataOfAnEarlierFormat_IsRefusedAndLeftAsItIs()
    {
        await _database.WriteAsync(session => session.Execute("UPDATE pmp_catalog.format SET format = 1"), CancellationToken.None);
        await _database.DisposeAsync();
        var file = Path.Combine(_directory, "bigquery.duckdb");
        var before = File.ReadAllBytes(file);

        var open = () => Database.Open(new DatabaseOptions(_directory), _clock, NullLogger.Instance);

        open.Should().Throw<InvalidDataException>().WithMessage("*earlier version*DATA_DIR*pmpctl reset*");
        open.Should().Throw<InvalidDataException>("the first refusal released the file");
        File.ReadAllBytes(file).Should().Equal(before);
    }

    [Fact]
    public async Task Log_BeyondTheThreshold_IsMergedWhileWritesGoOn()
    {
        await _database.WriteAsync(session => session.Execute("CREATE TABLE big (v VARCHAR)"), CancellationToken.None);
        for (var i = 0; i < 20; i++)
        {
            await _database.WriteAsync(session => session.Execute("INSERT INTO big SELECT repeat(md5(r.i::VARCHAR), 10) FROM range(1000) r(i)"), CancellationToken.None);
        }

        // the writer merges it after the commit that it answers
        await Eventually.IsTrueAsync(() => new FileInfo(Path.Combine(_directory, "bigquery.duckdb.wal")) is not { Exists: true, Length: >= 2 << 20 });
    }

    private string Name => _database.Catalog.Find(new TableKey("p", "d", "t"))!.QuotedName;

    private RowExpiry Expiry(int? days) => new(
        _database, _facts, new RowRetention(days is { } life ? TimeSpan.FromDays(life) : null), _clock, NullLogger<RowExpiry>.Instance);

    private async Task CreateAsync(long? expirationMs)
    {
        var tables = new TableStore(_database, _clock);
        await new DatasetStore(_database, _clock).InsertAsync(
            "p", new DatasetResource { DatasetReference = new DatasetReference { DatasetId = "d" } }, CancellationToken.None);
        await tables.InsertAsync(
            new DatasetKey("p", "d"),
            new TableResource
            {
                TableReference = new TableReference { TableId = "t" },
                Schema = new SchemaResource { Fields = [new FieldResource { Name = "at", Type = "TIMESTAMP" }] },
                TimePartitioning = new TimePartitioning { Type = "DAY", Field = "at", ExpirationMs = expirationMs },
            },
            CancellationToken.None);
    }

    private Task<TableEntry> CreateViewAsync(string id, string query) => new TableStore(_database, _clock).InsertAsync(
        new DatasetKey("p", "d"),
        new TableResource { TableReference = new TableReference { TableId = id }, MaterializedView = new MaterializedViewDefinition { Query = query } },
        CancellationToken.None);

    private Task<List<string>> ListAsync(string sql) => _database.ReadAsync(
        connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            using var reader = command.ExecuteReader();
            var rows = new List<string>();
            while (reader.Read()) rows.Add(reader.GetString(0));
            return rows;
        },
        CancellationToken.None);

    private Task<long> CountAsync() => _database.ReadAsync(
        connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT COUNT(*) FROM {Name}";
            return (long)command.ExecuteScalar()!;
        },
        CancellationToken.None);
}
