using DuckDB.NET.Data;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>
/// Guarantees every caller an answer. A cancelled statement that does not stop in time is given up: its caller continues, the statement
/// keeps running, and its connection is never reused. Only the end of the process ends such a statement, so their number is limited.
/// </summary>
internal sealed class StatementSupervisor(TimeSpan grace, TimeProvider clock, ILogger logger)
{
    private int _givenUp;

    /// <summary>Given-up statements that are still running.</summary>
    public int GivenUp => Volatile.Read(ref _givenUp);

    /// <param name="connection">If the statement is given up, the connection is disposed once the statement ends.</param>
    /// <param name="work">Runs on its own thread.</param>
    /// <param name="mayGiveUp">Called when the grace period ends; false if the work can no longer be abandoned.</param>
    /// <param name="cancellationToken">Starts the grace period. The work itself must interrupt the statement.</param>
    /// <exception cref="StatementGivenUpException">The connection no longer belongs to the caller.</exception>
    public async Task<T> RunAsync<T>(
        DuckDBConnection connection, Func<DuckDBConnection, T> work, Func<bool>? mayGiveUp, CancellationToken cancellationToken)
    {
        var running = EngineThread.RunAsync(() => work(connection));
        await EndOrGraceAsync(running, cancellationToken);
        if (running.IsCompleted || mayGiveUp?.Invoke() == false) return await running;
        Log.StatementGivenUp(logger, grace.TotalSeconds, Interlocked.Increment(ref _givenUp));
        _ = ForgetAsync(running, connection);
        throw new StatementGivenUpException();
    }

    private async Task EndOrGraceAsync(Task running, CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancellationToken.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), cancelled))
            await Task.WhenAny(running, cancelled.Task);
        if (running.IsCompleted) return;
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

/// <summary>A cancelled statement did not stop in time.</summary>
internal sealed class StatementGivenUpException() : OperationCanceledException(
    "The statement did not stop when it was cancelled, and was given up.");
