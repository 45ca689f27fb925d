using System.Collections.Concurrent;

namespace PmpPulse.LocalCloud.BigQuery.Memory;

/// <summary>
/// What the functions of one running statement hold for their blocks of rows. DuckDB keeps the block of each expression until that
/// expression sees its next one, so a claim is held until the same thread claims for the same place again, and the rest to the end.
/// </summary>
internal sealed class StatementMemory(MemoryLedger ledger) : IDisposable
{
    private readonly ConcurrentDictionary<(int Thread, string Function, long Site), long> _held = new();
    private long _total;
    private string? _refusal;

    /// <summary>Why a claim was refused; null where none was. A statement may go on behind a refusal, as TRY does, with less than it asked for.</summary>
    public string? Refusal => Volatile.Read(ref _refusal);

    /// <returns>Null where there is room, else why not.</returns>
    public string? Claim(string function, long site, long bytes)
    {
        if (Refusal is { } earlier)
            return earlier;
        var key = (Environment.CurrentManagedThreadId, function, site);
        var more = bytes - _held.GetValueOrDefault(key);
        if (Interlocked.Add(ref _total, more) > ledger.MostOfStatement && more > 0)
            return Refuse(more, $"{function} would take {Megabytes(bytes)} MB for a block of rows, where a statement may hold {Megabytes(ledger.MostOfStatement)} MB. Read fewer rows at once, or make shorter values.");
        if (!ledger.TryAdd(more))
            return Refuse(more, $"all statements together may hold {Megabytes(ledger.MostOfAll)} MB for blocks of rows. Try again when others are done.");
        _held[key] = bytes;
        return null;
    }

    public string Refuse(string reason)
    {
        Interlocked.CompareExchange(ref _refusal, reason, null);
        return reason;
    }

    /// <summary>The statement has ended, and all that it held is free.</summary>
    public void Dispose()
    {
        ledger.Forget(this);
        ledger.TryAdd(-_held.Values.Sum());
        _held.Clear();
    }

    private string Refuse(long taken, string why)
    {
        Interlocked.Add(ref _total, -taken);
        return Refuse($"Resources exceeded during query execution: The query could not be executed in the allotted memory: {why}");
    }

    private static string Megabytes(long bytes) => Math.Ceiling(bytes / 1048576.0).ToString("0", System.Globalization.CultureInfo.InvariantCulture);
}
