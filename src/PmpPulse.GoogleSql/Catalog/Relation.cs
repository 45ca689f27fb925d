namespace PmpPulse.GoogleSql.Catalog;

/// <summary>What a table name stands for: a <see cref="TableRelation"/> or a <see cref="ViewRelation"/>.</summary>
public abstract record Relation
{
    private protected Relation()
    {
    }
}
