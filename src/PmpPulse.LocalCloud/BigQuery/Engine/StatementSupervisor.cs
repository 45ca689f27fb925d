using DuckDB.NET.Data;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>
/// Makes sure that every caller of a statement gets an answer. A statement that was cancelled and does not stop in time is given up: its
/// caller goes on, the statement runs on by itself, and its connection is never used again. Only the end of the process can end such a
/// statement, so their number is bounded.
/// </summary>
internal sealed class StatementSupervisor(TimeSpan grace, TimeProvider clock, ILogger logger)
{
    private int _givenUp;

    /// <summary>Statements that were given up and still run.</summary>
    public int GivenUp => Volatile.Read(ref _givenUp);

    /// <param name="connection">Is disposed where the statement is given up, once that has ended.</param>
    /// <param name="work">Runs on a thread of its own.</param>
    /// <param name="mayGiveUp">Asked at the end of the grace; false where the work is past the point of no return.</param>
    /// <param name="cancellationToken">Begins the grace. That it also interrupts the statement is the work's own business.</param>
    /// <exception cref="StatementGivenUpException">The connection is no longer the caller's.</exception>
    public async Task<T> RunAsync<T>(DuckDBConnection connection, Func<DuckDBConnection, T> work, Func<bool>? mayGiveUp, CancellationToken cancellationToken)
    {
        var running = EngineThread.RunAsync(() => work(connection));
        await EndOrGraceAsync(running, cancellationToken);
        if (running.IsCompleted || mayGiveUp?.Invoke() == false)
            return await running;
        Log.StatementGivenUp(logger, grace.TotalSeconds, Interlocked.Increment(ref _givenUp));
        _ = ForgetAsync(running, connection);
        throw new StatementGivenUpException();
    }

    private async Task EndOrGraceAsync(Task running, CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancellationToken.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), cancelled))
            await Task.WhenAny(running, cancelled.Task);
        if (running.IsCompleted)
            return;
        using var ended = new CancellationTokenSource();
        await Task.WhenAny(running, Task.Delay(grace, clock, ended.Token));
        await ended.CancelAsync();
    }

    private async Task ForgetAsync(Task running, DuckDBConnection connection)
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Log.GivenUpStatementEnded(logger, Interlocked.Decrement(ref _givenUp));
        try
        {
            connection.Dispose();
        }
        catch (Exception e)
        {
            Log.ConnectionNotClosed(logger, e);
        }
    }
}

/// <summary>A statement was cancelled and did not stop in time.</summary>
internal sealed class StatementGivenUpException() : OperationCanceledException("The statement did not stop when it was cancelled, and was given up.");
