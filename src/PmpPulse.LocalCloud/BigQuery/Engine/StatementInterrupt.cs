using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>
/// Interrupts a connection's statement repeatedly from the token's cancellation until disposed. Repeatedly, because DuckDB drops an
/// interrupt that arrives before a statement runs: while it is planned, or between statements.
/// </summary>
internal sealed class StatementInterrupt : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly DuckDBConnection _connection;
    private readonly CancellationTokenRegistration _registration;
    private bool _disposed;

    private StatementInterrupt(DuckDBConnection connection, CancellationToken cancellationToken)
    {
        _connection = connection;
        _registration = cancellationToken.Register(() => _ = InterruptAsync());
    }

    /// <summary>Runs statements of the connection until the token is cancelled.</summary>
    /// <exception cref="OperationCanceledException">
    /// The token was cancelled, wherever DuckDB noticed: it reports an interrupted plan and an interrupted execution differently.
    /// </exception>
    public static T Run<T>(DuckDBConnection connection, Func<T> statements, CancellationToken cancellationToken)
    {
        using var interrupt = new StatementInterrupt(connection, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return statements();
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested && IsInterrupt(exception))
        {
            throw new OperationCanceledException("The statement was interrupted.", exception, cancellationToken);
        }
    }

    public void Dispose()
    {
        _registration.Dispose();

        // the connection's next statement must not be interrupted
        lock (_lock) _disposed = true;
    }

    private static bool IsInterrupt(Exception exception) => exception switch
    {
        EngineException { Type: DuckDBErrorType.Interrupt } => true,
        DuckDBException { ErrorType: DuckDBErrorType.Interrupt } => true,
        DuckDBException duck => duck.Message.Contains("INTERRUPT", StringComparison.Ordinal),
        _ => false,
    };

    private async Task InterruptAsync()
    {
        while (true)
        {
            lock (_lock)
            {
                if (_disposed) return;
                NativeMethods.Startup.DuckDBInterrupt(_connection.NativeConnection);
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
