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

    public StatementInterrupt(DuckDBConnection connection, CancellationToken cancellationToken)
    {
        _connection = connection;
        _registration = cancellationToken.Register(() => _ = InterruptAsync());
    }

    public void Dispose()
    {
        _registration.Dispose();

        // the connection's next statement must not be interrupted
        lock (_lock) _disposed = true;
    }

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
