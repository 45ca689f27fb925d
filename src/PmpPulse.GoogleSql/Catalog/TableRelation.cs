using System.Text.RegularExpressions;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Catalog;

/// <summary>A stored table.</summary>
public sealed partial record TableRelation : Relation
{
    /// <param name="fields">The columns. The DuckDB table has columns of the same names, with the types of <c>DuckDbTypes</c>.</param>
    /// <param name="duckDbName">
    /// The name of the DuckDB table with each part quoted (<c>DuckDbTypes.Quote</c>), such as <c>"pmp_ops"."dlq_parked"</c>.
    /// </param>
    /// <exception cref="ArgumentException">The name does not consist of quoted parts.</exception>
    public TableRelation(IReadOnlyList<SqlField> fields, string duckDbName)
    {
        ArgumentNullException.ThrowIfNull(duckDbName);
        if (!QuotedParts().IsMatch(duckDbName))
        {
            throw new ArgumentException($"{duckDbName} is not a quoted DuckDB name", nameof(duckDbName));
        }

        (Fields, DuckDbName) = (fields, duckDbName);
    }

    /// <summary>The columns.</summary>
    public IReadOnlyList<SqlField> Fields { get; }

    /// <summary>The quoted name of the DuckDB table, ready for a FROM clause.</summary>
    public string DuckDbName { get; }

    /// <summary>
    /// Whether JSON columns may hold references to documents kept elsewhere: they are read through <c>EngineFunctions.Document</c>.
    /// </summary>
    public bool HasDocuments { get; init; }

    [GeneratedRegex("""\A"([^"\0]|"")+"(\."([^"\0]|"")+")*\z""", RegexOptions.CultureInvariant)]
    private static partial Regex QuotedParts();
}
