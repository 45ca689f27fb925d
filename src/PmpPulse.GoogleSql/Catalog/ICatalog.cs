namespace PmpPulse.GoogleSql.Catalog;

/// <summary>Resolves the table names of a statement. Implementations answer from memory: binding calls this once per name.</summary>
public interface ICatalog
{
    /// <summary>The relation of that name, or null if there is none. Names are case-sensitive, as in BigQuery.</summary>
    /// <param name="project">The project as written in the statement, or null if it has none.</param>
    /// <param name="dataset">The dataset as written, or the statement's default dataset.</param>
    /// <param name="name">The name of the table, view or materialized view.</param>
    Relation? Find(string? project, string dataset, string name);
}
