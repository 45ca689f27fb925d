using System.Text.RegularExpressions;

namespace PmpPulse.GoogleSql.Catalog;

/// <summary>Names of DuckDB relations, ready for a FROM clause.</summary>
internal static partial class QuotedNames
{
    /// <summary>Requires that each part of a name is quoted, so that it can't be anything but a name.</summary>
    /// <exception cref="ArgumentException">The name does not consist of quoted parts.</exception>
    public static string Require(string duckDbName, string parameter)
    {
        ArgumentNullException.ThrowIfNull(duckDbName);
        return QuotedParts().IsMatch(duckDbName)
            ? duckDbName
            : throw new ArgumentException($"{duckDbName} is not a quoted DuckDB name", parameter);
    }

    [GeneratedRegex("""\A"([^"\0]|"")+"(\."([^"\0]|"")+")*\z""", RegexOptions.CultureInvariant)]
    private static partial Regex QuotedParts();
}
