using DuckDB.NET.Data;
using Microsoft.Extensions.Logging.Abstractions;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.BigQuery.Engine;

/// <summary>Endless statements, some of which can't be interrupted, block no other statement.</summary>
public sealed class RunawayTests : IAsyncDisposable
{
    private const string Endless = "SELECT COUNT(*) FROM range(10000000) a, range(10000000) b WHERE a.range + b.range > 5";

    // one function call of about five seconds, which DuckDB can't interrupt
    private const string Uninterruptible = "SELECT levenshtein(repeat('a', 40000) || 'x', repeat('b', 40000))";

    private readonly TemporaryDirectory _directory = new();
    private readonly Database _database;
    private readonly CancellationTokenSource _cancel = new();

    public RunawayTests() => _database = Database.Open(
        new DatabaseOptions(_directory)
        {
            Grace = TimeSpan.FromMilliseconds(300),
            QuickTime = TimeSpan.FromMilliseconds(300),
            QuickReaders = 2,
            LongReaders = 2,
            MaxGivenUp = 2,
        },
        TimeProvider.System,
        NullLogger.Instance);

    public async ValueTask DisposeAsync()
    {
        await _cancel.CancelAsync();
        await _database.DisposeAsync();
        _cancel.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task EndlessQueries_MoreThanLanes_BlockNoReadsQuickQueriesOrWrites()
    {
        var endless = Enumerable.Range(0, 8).Select(_ => QueryAsync(Endless)).ToArray();

        (await ReadAsync("SELECT 1").OrTimeout()).Should().Be(1);
        (await QueryAsync("SELECT 2").OrTimeout()).Should().Be(2);
        await _database.WriteAsync(session => session.Execute("CREATE TABLE t AS SELECT 3 AS i"), CancellationToken.None).OrTimeout();
        (await QueryAsync("SELECT i FROM t").OrTimeout()).Should().Be(3);
        endless.Should().NotContain(task => task.IsCompleted);

        await _cancel.CancelAsync();
        foreach (var one in endless)
            await Awaiting(one).Should().ThrowAsync<OperationCanceledException>();
        _database.GivenUpStatements.Should().Be(0);
    }

    [Fact]
    public async Task LongQuery_AllLongLanesTaken_WaitsAndRunsAgain()
    {
        using var first = new CancellationTokenSource();
        var endless = Enumerable.Range(0, 2).Select(_ => _database.QueryAsync(connection => Execute(connection, Endless), first.Token)).ToArray();
        var runs = 0;
        var third = _database.QueryAsync(
            connection =>
            {
                Interlocked.Increment(ref runs);
                return Execute(connection, "SELECT COUNT(*) FROM range(15000) a, range(15000) b WHERE a.range + b.range > 5");
            },
            CancellationToken.None);

        await Eventually.IsTrueAsync(() => Volatile.Read(ref runs) == 1);
        (await QueryAsync("SELECT 1").OrTimeout()).Should().Be(1);
        await first.CancelAsync();

        (await third.OrTimeout()).Should().Be((15_000L * 15_000) - 21);
        foreach (var one in endless)
            await Awaiting(one).Should().ThrowAsync<OperationCanceledException>();
        runs.Should().BeInRange(1, 2);
    }

    [Fact]
    public async Task UninterruptibleQuery_Cancelled_IsAnsweredAndFreesItsLane()
    {
        await GiveUpAsync(QueryAsync);

        _database.GivenUpStatements.Should().Be(1, "the answer does not wait for the statement");
        (await _database.QueryAsync(connection => Execute(connection, "SELECT 1"), CancellationToken.None).OrTimeout()).Should().Be(1);
        await Eventually.IsTrueAsync(() => _database.GivenUpStatements == 0);
    }

    [Fact]
    public async Task UninterruptibleStatements_BeyondTheBound_RefuseFurtherQueries()
    {
        await Task.WhenAll(GiveUpAsync(QueryAsync), GiveUpAsync(QueryAsync));

        var refused = () => _database.QueryAsync(connection => Execute(connection, "SELECT 1"), CancellationToken.None);

        (await refused.Should().ThrowAsync<BigQueryException>()).WithMessage("*2 cancelled statements have not stopped*");
        (await ReadAsync("SELECT 1").OrTimeout()).Should().Be(1);
        await Eventually.IsTrueAsync(() => _database.GivenUpStatements == 0);
        (await _database.QueryAsync(connection => Execute(connection, "SELECT 1"), CancellationToken.None)).Should().Be(1);
    }

    [Fact]
    public async Task UninterruptibleWrite_Cancelled_UnblocksOthersAndIsNeverCommitted()
    {
        await _database.WriteAsync(session => session.Execute("CREATE TABLE t (i BIGINT)"), CancellationToken.None);

        await GiveUpAsync((sql, started, cancel) => _database.WriteAsync(
            session =>
            {
                started.SetResult();
                return session.Execute($"INSERT INTO t {sql}");
            },
            cancel));

        await _database.WriteAsync(session => session.Execute("INSERT INTO t VALUES (7)"), CancellationToken.None).OrTimeout();

        await Eventually.IsTrueAsync(() => _database.GivenUpStatements == 0);
        (await ReadAsync("SELECT list(i) FROM t")).Should().BeEquivalentTo(new List<long?> { 7 });
        _database.Generation.Should().Be(0, "the file was never closed");
    }

    [Fact]
    public async Task Write_ToATableHeldByAnAbandonedWrite_IsRefusedUntilThatStops()
    {
        var create = () => _database.WriteAsync(session => session.Execute("CREATE TABLE t AS SELECT 1 AS i"), CancellationToken.None);
        await GiveUpAsync((sql, started, cancel) => _database.WriteAsync(
            session =>
            {
                session.Execute("CREATE TABLE t (i BIGINT)");
                started.SetResult();
                return session.Execute($"INSERT INTO t {sql}");
            },
            cancel));

        (await create.Should().ThrowAsync<BigQueryException>())
            .Which.Should().Match<BigQueryException>(refused => refused.Code == 503 && refused.NotTried);

        await Eventually.IsTrueAsync(() => _database.GivenUpStatements == 0);
        await create();
        (await ReadAsync("SELECT i FROM t")).Should().Be(1);
    }

    private Task<object?> QueryAsync(string sql) => _database.QueryAsync(connection => Execute(connection, sql), _cancel.Token);

    private Task<object?> QueryAsync(string sql, TaskCompletionSource started, CancellationToken cancel) => _database.QueryAsync(
        connection =>
        {
            started.TrySetResult();
            return Execute(connection, sql);
        },
        cancel);

    private Task<object?> ReadAsync(string sql) => _database.ReadAsync(connection => Execute(connection, sql), CancellationToken.None);

    /// <summary>
    /// Starts the statement that can't be interrupted, cancels it, and waits until it was given up. DuckDB computes the constant call while
    /// it plans; an interrupt that arrives before that ends the statement after all, so another one is started.
    /// </summary>
    private static Task GiveUpAsync<T>(Func<string, TaskCompletionSource, CancellationToken, Task<T>> run) => Eventually.IsTrueAsync(async () =>
    {
        using var cancel = new CancellationTokenSource();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = run(Uninterruptible, started, cancel.Token);
        await started.Task.OrTimeout();
        await cancel.CancelAsync();
        return (await Awaiting(running).Should().ThrowAsync<OperationCanceledException>()).Which is StatementGivenUpException;
    });

    private static Func<Task> Awaiting(Task task) => () => task.OrTimeout();

    private static object? Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
