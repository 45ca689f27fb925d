using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using PmpPulse.ServiceDefaults.Logging;
using PmpPulse.ServiceDefaults.Settings;

namespace PmpPulse.ServiceDefaults.Connections;

/// <summary>
/// Limits the connections that one port holds at once, and all ports of the process together; further ones are refused with a reason.
/// </summary>
internal sealed class ConnectionLimiter(int maxConnections, ConnectionBudget budget, TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    // refusing with a reason takes a descriptor for a moment: past this many at once the connection is closed without one
    private const int MaxRefusals = 16;

    private readonly OncePerSecond _log = new(clock);
    private readonly SemaphoreSlim _refusals = new(MaxRefusals);

    // no port can use up what the process's other ports need
    private readonly int _maxOfPort = Math.Min(maxConnections, Math.Max(1, budget.MaxConnections / 2));

    private int _held;

    /// <summary>
    /// Takes the connection, or refuses it and returns null; the accept loop waits for that, so that no burst uses up all descriptors.
    /// </summary>
    public async ValueTask<ConnectionContext?> AdmitAsync(ConnectionContext connection)
    {
        if (TryEnter() is not { } reason) return new HeldConnection(connection, Leave);
        if (_log.TryEnter(out var suppressed)) Log.ConnectionRefused(logger, reason, suppressed);
        if (TryBeginRefusal())
        {
            _ = RefuseAsync(connection, reason);
        }
        else
        {
            connection.Abort(new ConnectionAbortedException(reason));
            await connection.DisposeAsync();
        }

        return null;
    }

    /// <summary>Waits for the refusals that are still being read.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var slot = 0; slot < MaxRefusals; slot++) await _refusals.WaitAsync();
        _refusals.Dispose();
    }

    private void Leave()
    {
        budget.Leave();
        Interlocked.Decrement(ref _held);
    }

    /// <summary>Why there is no room; null if there is.</summary>
    private string? TryEnter()
    {
        if (Interlocked.Increment(ref _held) > _maxOfPort)
        {
            Interlocked.Decrement(ref _held);
            return _maxOfPort < maxConnections
                ? $"This port holds {_maxOfPort} connections, as many as the process's limit of open files allows it. Close some, or raise the limit (ulimit -n)."
                : $"This port holds {_maxOfPort} connections, as many as {CommonSettings.MaxConnections.Name} allows. Close some, or raise it.";
        }

        if (budget.TryEnter()) return null;
        Interlocked.Decrement(ref _held);
        return $"This process holds {budget.MaxConnections} connections, as many as its limit of open files allows. Close some, or raise the limit (ulimit -n).";
    }

    private bool TryBeginRefusal()
    {
        if (!_refusals.Wait(0)) return false;
        if (budget.TryBeginRefusal()) return true;
        _refusals.Release();
        return false;
    }

    private async Task RefuseAsync(ConnectionContext connection, string reason)
    {
        try
        {
            await ConnectionRefusal.WriteAsync(connection, reason, clock);
            await connection.DisposeAsync();
        }
        catch (Exception exception)
        {
            // a connection that is no longer in use: nothing is lost with it
            Log.RefusalFailed(logger, exception);
        }
        finally
        {
            budget.EndRefusal();
            _refusals.Release();
        }
    }
}
