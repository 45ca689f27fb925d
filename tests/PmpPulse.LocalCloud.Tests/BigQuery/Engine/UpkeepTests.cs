using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Datasets;
using PmpPulse.LocalCloud.BigQuery.Engine;
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
        _database = Database.Open(new DatabaseOptions(_directory) { CheckpointBytes = 1 << 20 }, _clock, NullLogger.Instance);
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
    public async Task Sweep_UnreferredFile_GoesAtTheSecondRun()
    {
        _database.Documents.Write(new byte[10_000]);
        _database.Documents.Flush();
        await _database.DisposeAsync();
        await using var again = Database.Open(new DatabaseOptions(_directory), _clock, NullLogger.Instance);
        var sweep = new DocumentSweep(again);
        var files = () => Directory.GetFiles(Path.Combine(_directory, "documents"));

        await sweep.RunAsync(CancellationToken.None);
        files().Should().ContainSingle("an append in flight might still refer to it");
        await sweep.RunAsync(CancellationToken.None);

        files().Should().BeEmpty();
    }

    [Fact]
    public async Task Log_BeyondTheThreshold_IsMergedWhileWritesGoOn()
    {
        await _database.WriteAsync(session => session.Execute("CREATE TABLE big (v VARCHAR)"), CancellationToken.None);
        for (var i = 0; i < 20; i++)
        {
            await _database.WriteAsync(session => session.Execute("INSERT INTO big SELECT repeat(md5(r.i::VARCHAR), 10) FROM range(1000) r(i)"), CancellationToken.None);
        }

        new FileInfo(Path.Combine(_directory, "bigquery.duckdb.wal")).Length.Should().BeLessThan(2 << 20);
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

    private Task<long> CountAsync() => _database.ReadAsync(
        connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT COUNT(*) FROM {Name}";
            return (long)command.ExecuteScalar()!;
        },
        CancellationToken.None);
}
