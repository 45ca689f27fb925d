namespace PmpPulse.Contracts;

/// <summary>A BigQuery table within whatever project is configured.</summary>
/// <param name="Dataset">Dataset id, such as <c>pmp_curated</c>.</param>
/// <param name="Table">Table or view id, such as <c>dlq_parked</c>.</param>
public sealed record TableName(string Dataset, string Table)
{
    /// <summary><c>dataset.table</c>, as GoogleSQL writes it.</summary>
    public override string ToString() => $"{Dataset}.{Table}";
}
