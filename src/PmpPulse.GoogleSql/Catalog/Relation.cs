namespace PmpPulse.GoogleSql.Catalog;

/// <summary>What a table name resolves to: a <see cref="TableRelation"/> or a <see cref="ViewRelation"/>.</summary>
public abstract record Relation
{
    private protected Relation()
    {
    }
}
