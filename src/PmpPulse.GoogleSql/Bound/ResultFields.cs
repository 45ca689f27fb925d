using System.Globalization;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Bound;

/// <summary>The columns of a statement's result under BigQuery's names.</summary>
internal static class ResultFields
{
    public static string NameOf(BoundOutput output, int index) => output.Name ?? string.Create(CultureInfo.InvariantCulture, $"f{index}_");

    public static IReadOnlyList<SqlField> Of(BoundQuery query, SourcePosition position)
    {
        var fields = new SqlField[query.Outputs.Count];
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < fields.Length; i++)
        {
            var output = query.Outputs[i];
            var name = NameOf(output, i);
            if (!taken.Add(name))
            {
                throw new GoogleSqlException(
                    $"Duplicate column names in the result are not supported when a destination table is present. Found duplicate(s): {name}",
                    position);
            }

            fields[i] = new SqlField(name, output.Type);
        }

        return fields;
    }

    /// <summary>The struct type of a row of SELECT AS STRUCT.</summary>
    public static SqlType StructTypeOf(BoundQuery query) =>
        SqlType.StructOf(query.Outputs.Select(output => new StructField(output.Name, output.Type)).ToArray());
}
