namespace PmpPulse.GoogleSql.Catalog;

/// <summary>A table's name as a statement gives it, the default dataset and project filled in.</summary>
public sealed record TableId(string? Project, string Dataset, string Name)
{
    /// <summary><c>project:dataset.table</c>, or <c>dataset.table</c>: the form of BigQuery's messages.</summary>
    public override string ToString() => Project is null ? $"{Dataset}.{Name}" : $"{Project}:{Dataset}.{Name}";
}
