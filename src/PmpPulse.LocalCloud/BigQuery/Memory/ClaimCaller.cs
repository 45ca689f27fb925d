namespace PmpPulse.LocalCloud.BigQuery.Memory;

/// <summary>
/// One call site of a claim function in a running statement, for one DuckDB thread. DuckDB keeps an expression's block of values until it
/// computes the next block or ends, and the claim is held for as long.
/// </summary>
internal sealed class ClaimCaller(StatementMemory memory, ValueKind kind)
{
    private long _held;

    public StatementMemory Memory => memory;

    public ValueKind Kind => kind;

    /// <returns>Null if the memory is granted, otherwise the reason for the refusal.</returns>
    public string? Claim(string function, long bytes)
    {
        var refusal = memory.Change(function, bytes, bytes - _held);
        _held = refusal is null ? bytes : _held;
        return refusal;
    }

    public void Release()
    {
        memory.Free(_held);
        _held = 0;
    }
}
