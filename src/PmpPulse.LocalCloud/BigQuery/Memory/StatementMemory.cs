using System.Globalization;

namespace PmpPulse.LocalCloud.BigQuery.Memory;

/// <summary>The memory that one running statement's functions hold for their blocks of rows.</summary>
internal sealed class StatementMemory(MemoryLedger ledger) : IDisposable
{
    private long _total;
    private string? _refusal;

    /// <summary>
    /// Why a claim was refused; null if none was. A statement with TRY continues after a refusal, without the memory it asked for.
    /// </summary>
    public string? Refusal => Volatile.Read(ref _refusal);

    /// <summary>Changes what one call site holds to <paramref name="bytes"/>, a difference of <paramref name="more"/>.</summary>
    /// <returns>Null if the memory is granted, otherwise the reason for the refusal.</returns>
    public string? Change(string function, long bytes, long more)
    {
        if (Refusal is { } earlier) return earlier;
        if (Interlocked.Add(ref _total, more) > ledger.MaxOfStatement && more > 0)
        {
            Interlocked.Add(ref _total, -more);
            return Refuse(
                Memory(
                    $"{function} needs {Megabytes(bytes)} MB for a block of rows, but a statement may use only {Megabytes(ledger.MaxOfStatement)} MB. Read fewer rows at once, or produce shorter values."));
        }

        if (ledger.TryAdd(more)) return null;
        Interlocked.Add(ref _total, -more);
        return Refuse(
            Memory(
                $"all statements together may use only {Megabytes(ledger.MaxOfAll)} MB for blocks of rows. Try again when others have finished."));
    }

    public void Free(long bytes)
    {
        Interlocked.Add(ref _total, -bytes);
        ledger.TryAdd(-bytes);
    }

    public string Refuse(string reason)
    {
        Interlocked.CompareExchange(ref _refusal, reason, null);
        return reason;
    }

    /// <summary>Ends the statement.</summary>
    public void Dispose() => ledger.Forget(this);

    private static string Memory(string why) =>
        $"Resources exceeded during query execution: The query could not be executed in the allotted memory: {why}";

    private static string Megabytes(long bytes) => Math.Ceiling(bytes / 1048576.0).ToString("0", CultureInfo.InvariantCulture);
}
