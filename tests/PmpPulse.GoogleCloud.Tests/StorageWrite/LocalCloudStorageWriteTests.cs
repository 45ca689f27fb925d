using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.GoogleCloud.StorageWrite;
using PmpPulse.GoogleCloud.Tests.Infrastructure;

namespace PmpPulse.GoogleCloud.Tests.StorageWrite;

/// <summary>Appends to a real server, read back by a query over REST: both clients and LocalCloud must agree.</summary>
public sealed class LocalCloudStorageWriteTests(LocalCloudBackend localCloud) : IAsyncLifetime
{
    private static readonly TableName Table = new("d", "everything");

    private GoogleCloudClients _clients = null!;

    public async ValueTask InitializeAsync()
    {
        _clients = await localCloud.ConnectAsync();
        await _clients.BigQuery.InsertDatasetAsync("d", new BigQueryDataset { Location = "EU" });
        await _clients.BigQuery.InsertTableAsync(Table, EveryTypeTable.ResourceJson);
    }

    public ValueTask DisposeAsync()
    {
        _clients.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task AppendAsync_EveryType_RoundTrips()
    {
        var schema = EveryTypeTable.Schema;
        var instant = new DateTimeOffset(2025, 10, 18, 9, 9, 16, TimeSpan.Zero).AddTicks(10);
        var writer = new RowBatchWriter(schema);
        writer.BeginRow();
        writer.WriteString(schema.Column("text"), "Vélib’ à Paris");
        writer.WriteInt64(schema.Column("whole"), -5);
        writer.WriteDouble(schema.Column("real"), 0.25);
        writer.WriteBool(schema.Column("flag"), false);
        writer.WriteBytes(schema.Column("blob"), [0, 255]);
        writer.WriteTimestamp(schema.Column("instant"), instant);
        writer.WriteDate(schema.Column("day"), new DateOnly(2025, 10, 18));
        writer.WriteString(schema.Column("document"), """{"a":[1,2]}""");
        writer.WriteString(schema.Column("texts"), "p");
        writer.WriteString(schema.Column("texts"), "q");
        writer.WriteInt64(schema.Column("wholes"), 0);
        writer.WriteString(schema.Column("amount"), "12.5");
        writer.EndRow();
        writer.BeginRow();
        writer.WriteString(schema.Column("text"), "");
        writer.WriteInt64(schema.Column("whole"), 0);
        writer.EndRow();
        await using var appender = _clients.StorageWrite.OpenTable(Table, schema);

        (await appender.AppendAsync(writer.ToBatch())).Should().BeOfType<AppendOutcome.Appended>();

        var rows = await QueryAsync("SELECT * FROM d.everything ORDER BY whole");
        rows.Should().HaveCount(2);
        rows[0].GetString("text").Should().Be("Vélib’ à Paris");
        rows[0].GetInt64("whole").Should().Be(-5);
        rows[0].GetDouble("real").Should().Be(0.25);
        rows[0].GetBool("flag").Should().BeFalse();
        rows[0].GetBytesOrNull("blob").Should().Equal(0, 255);
        rows[0].GetTimestamp("instant").Should().Be(instant);
        rows[0].GetDate("day").Should().Be(new DateOnly(2025, 10, 18));
        rows[0].GetString("document").Should().Be("""{"a":[1,2]}""");
        rows[0].GetStrings("texts").Should().Equal("p", "q");
        rows[0].GetStrings("wholes").Should().Equal("0");
        rows[0].GetString("amount").Should().Be("12.5");
        rows[1].GetString("text").Should().BeEmpty();
        rows[1].GetInt64("whole").Should().Be(0);
        rows[1].GetInt64OrNull("real").Should().BeNull();
        rows[1].IsNull("instant").Should().BeTrue();
        rows[1].GetStrings("texts").Should().BeEmpty();
    }

    [Fact]
    public async Task CommittedStream_RepeatedOffset_IsWrittenOnce()
    {
        var stream = await _clients.StorageWrite.CreateCommittedStreamAsync(Table);
        await using var appender = _clients.StorageWrite.OpenStream(stream, EveryTypeTable.Schema);

        (await appender.AppendAsync(EveryTypeTable.Rows("a", "b"), 0)).Should().Be(new AppendOutcome.Appended(0));
        (await appender.AppendAsync(EveryTypeTable.Rows("a", "b"), 0)).Should().BeOfType<AppendOutcome.AlreadyExists>();
        (await appender.AppendAsync(EveryTypeTable.Rows("d"), 3)).Should().BeOfType<AppendOutcome.OutOfRange>();
        (await appender.AppendAsync(EveryTypeTable.Rows("c"), 2)).Should().Be(new AppendOutcome.Appended(2));

        (await TextsAsync()).Should().Equal("a", "b", "c");
    }

    [Fact]
    public async Task CommittedStream_Pipelined_KeepsItsOffsets()
    {
        var stream = await _clients.StorageWrite.CreateCommittedStreamAsync(Table);
        await using var appender = _clients.StorageWrite.OpenStream(stream, EveryTypeTable.Schema);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => appender.AppendAsync(EveryTypeTable.Rows($"{i:00}"), i)));

        outcomes.Should().Equal(Enumerable.Range(0, 50).Select(i => new AppendOutcome.Appended(i)));
        (await TextsAsync()).Should().Equal(Enumerable.Range(0, 50).Select(i => $"{i:00}"));
    }

    [Fact]
    public async Task CommittedStream_Finalized_RefusesAppends()
    {
        var stream = await _clients.StorageWrite.CreateCommittedStreamAsync(Table);
        await using var appender = _clients.StorageWrite.OpenStream(stream, EveryTypeTable.Schema);
        await appender.AppendAsync(EveryTypeTable.Rows("a"), 0);

        (await _clients.StorageWrite.FinalizeStreamAsync(stream)).Should().Be(1);
        (await _clients.StorageWrite.FinalizeStreamAsync(stream)).Should().Be(1);

        (await appender.AppendAsync(EveryTypeTable.Rows("b"), 1)).Should().BeOfType<AppendOutcome.StreamFinalized>();
        (await TextsAsync()).Should().Equal("a");
    }

    [Fact]
    public async Task Stream_Missing_IsNotFound()
    {
        var missing = $"{_clients.StorageWrite.TablePath(Table)}/streams/nowhere";
        await using var appender = _clients.StorageWrite.OpenStream(missing, EveryTypeTable.Schema);

        (await _clients.StorageWrite.FinalizeStreamAsync(missing)).Should().BeNull();
        (await _clients.StorageWrite.FindStreamAsync(missing)).Should().BeNull();
        (await appender.AppendAsync(EveryTypeTable.Rows("a"), 0)).Should().BeOfType<AppendOutcome.NotAppended>()
            .Which.Status.Should().Be(Grpc.Core.StatusCode.NotFound);
    }

    [Fact]
    public async Task AppendAsync_OneBadRow_IsNamedAndTheRestCanBeAppended()
    {
        var schema = EveryTypeTable.Schema;
        var writer = new RowBatchWriter(schema);
        foreach (var text in new[] { "a", null, "c" })
        {
            writer.BeginRow();
            writer.WriteInt64(schema.Column("whole"), 1);
            if (text is not null)
            {
                writer.WriteString(schema.Column("text"), text);
            }

            writer.EndRow();
        }

        var batch = writer.ToBatch();
        await using var appender = _clients.StorageWrite.OpenTable(Table, schema);

        var rejected = (await appender.AppendAsync(batch)).Should().BeOfType<AppendOutcome.RowsRejected>().Subject;
        rejected.Rows.Select(row => row.Index).Should().Equal(1);
        (await TextsAsync()).Should().BeEmpty();

        (await appender.AppendAsync(batch.Without(rejected.Rows.Select(row => row.Index)))).Should().BeOfType<AppendOutcome.Appended>();
        (await TextsAsync()).Should().Equal("a", "c");
    }

    [Fact]
    public async Task AppendAsync_ConnectionCut_ReconnectsAndRetriesAtTheSameOffset()
    {
        await using var proxy = new DroppingProxy(localCloud.BigQueryHost);
        using var clients = GoogleCloudClients.Create(_clients.Options with { BigQueryEmulatorHost = proxy.Host });
        var stream = await clients.StorageWrite.CreateCommittedStreamAsync(Table);
        await using var appender = clients.StorageWrite.OpenStream(
            stream, EveryTypeTable.Schema, new AppenderOptions { InitialBackoff = TimeSpan.FromMilliseconds(1) });

        for (var i = 0; i < 20; i++)
        {
            var append = appender.AppendAsync(EveryTypeTable.Rows($"{i:00}"), i);
            if (i % 4 == 1)
            {
                proxy.DropAll();
            }

            while (await append is AppendOutcome.Unknown or AppendOutcome.NotAppended { IsRetryable: true })
            {
                append = appender.AppendAsync(EveryTypeTable.Rows($"{i:00}"), i);
            }

            (await append).Should().Match<AppendOutcome>(last => last is AppendOutcome.Appended || last is AppendOutcome.AlreadyExists);
        }

        (await TextsAsync()).Should().Equal(Enumerable.Range(0, 20).Select(i => $"{i:00}"));
        proxy.Connections.Should().BeGreaterThan(1);
    }

    private async Task<IEnumerable<string>> TextsAsync() => (await QueryAsync("SELECT text FROM d.everything ORDER BY text")).Select(row => row.GetString("text"));

    private async Task<IReadOnlyList<BigQueryRow>> QueryAsync(string sql) => await (await _clients.BigQuery.QueryAsync(sql)).ReadAllAsync();
}
