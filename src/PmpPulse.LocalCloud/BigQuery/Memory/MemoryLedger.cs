using System.Collections.Concurrent;
using DuckDB.NET.Data;

namespace PmpPulse.LocalCloud.BigQuery.Memory;

/// <summary>
/// Counts the memory that statements hold for their blocks of 2,048 rows, as reported by <see cref="ClaimFunctions"/>. DuckDB's
/// memory_limit ignores it. There is a limit per statement and one for all statements.
/// </summary>
internal sealed class MemoryLedger(long maxOfStatement, long maxOfAll)
{
    private readonly ConcurrentDictionary<ulong, StatementMemory> _statements = new();
    private long _total;

    public long MaxOfStatement => maxOfStatement;

    public long MaxOfAll => maxOfAll;

    /// <summary>Begins a statement on a connection; disposing the result ends it.</summary>
    public StatementMemory Begin(DuckDBConnection connection) =>
        _statements[ScalarFunctionApi.ConnectionId(connection.NativeConnection)] = new StatementMemory(this);

    /// <summary>The statement running on a connection. If none was begun, one is created.</summary>
    public StatementMemory Of(ulong connection) =>
        _statements.GetOrAdd(connection, static (_, ledger) => new StatementMemory(ledger), this);

    public bool TryAdd(long bytes)
    {
        if (Interlocked.Add(ref _total, bytes) <= maxOfAll || bytes <= 0) return true;
        Interlocked.Add(ref _total, -bytes);
        return false;
    }

    public void Forget(StatementMemory statement)
    {
        foreach (var (connection, running) in _statements)
        {
            if (running == statement) _statements.TryRemove(KeyValuePair.Create(connection, running));
        }
    }
}
