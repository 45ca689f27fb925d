using PmpPulse.LocalCloud.BigQuery.Errors;

namespace PmpPulse.LocalCloud.BigQuery.Documents;

/// <summary>
/// Stores the large JSON values of rows that are being prepared, and holds their files until the rows are committed or given up. Not
/// thread-safe.
/// </summary>
internal sealed class DocumentWriter(DocumentStore store) : IDisposable
{
    private List<DocumentSegment>? _held;

    /// <summary>The form in which a JSON column stores a value.</summary>
    /// <param name="json">The value, normalized. A short one is stored as it is.</param>
    public ReadOnlySpan<byte> Store(ReadOnlySpan<byte> json)
    {
        if (json.Length < DocumentStore.Threshold) return json;
        var (reference, segment) = store.Write(json);
        (_held ??= []).Add(segment);
        return reference.ToBytes();
    }

    /// <summary>Called in the transaction that appends the rows.</summary>
    /// <exception cref="BigQueryException">503: the disk failed to store a document of them.</exception>
    public void RequireStored()
    {
        if (_held?.Exists(segment => segment.IsBroken) == true) throw BigQueryException.Unavailable();
    }

    public void Dispose()
    {
        foreach (var segment in _held ?? []) segment.Release();
        _held = null;
    }
}
