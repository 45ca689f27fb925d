namespace PmpPulse.GoogleSql.Catalog;

/// <summary>A table's name in a statement, with the default project and dataset filled in.</summary>
public sealed record TableId(string? Project, string Dataset, string Name)
{
    /// <summary><c>project:dataset.table</c>, or <c>dataset.table</c>: the form in BigQuery's messages.</summary>
    public override string ToString() => Project is null ? $"{Dataset}.{Name}" : $"{Project}:{Dataset}.{Name}";
}
