namespace PmpPulse.GoogleSql.Catalog;

/// <summary>What a statement's table names mean. Implementations answer from memory: binding calls it once per name.</summary>
public interface ICatalog
{
    /// <summary>
    /// The relation of that name, or null where there is none. Names are compared case-sensitively, as BigQuery does.
    /// </summary>
    /// <param name="project">The project as written in the statement, or null where it names none.</param>
    /// <param name="dataset">The dataset as written, or the default dataset of the statement.</param>
    /// <param name="name">The table, view or materialized view.</param>
    Relation? Find(string? project, string dataset, string name);
}
