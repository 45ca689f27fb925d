namespace PmpPulse.LocalCloud.BigQuery.Memory;

/// <summary>
/// A place in a running statement that calls one of the functions, for one of DuckDB's threads. DuckDB keeps what an expression made of
/// a block until it makes the next one or ends; the claim is held as long.
/// </summary>
internal sealed class ClaimCaller(StatementMemory memory, ValueKind kind)
{
    private long _held;

    public StatementMemory Memory => memory;

    public ValueKind Kind => kind;

    /// <returns>Null where the bytes may be taken, else the reason why not.</returns>
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
