using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>A parameter's type in a signature: a type, a type variable, or an array of either.</summary>
internal sealed record TypePattern(SqlType? Type, string? Variable, bool IsArray)
{
    public static TypePattern Parse(string text)
    {
        text = text.Trim();
        var isArray = text.StartsWith("ARRAY<", StringComparison.Ordinal);
        var name = isArray ? text[6..^1] : text;
        if (!SqlType.TryFromName(name, out var type))
        {
            return name[0] == 'T' && name.Length <= 2
                ? new TypePattern(null, name, isArray)
                : throw new InvalidOperationException($"unknown type {name} in a signature");
        }

        return new TypePattern(isArray ? SqlType.ArrayOf(type) : type, null, isArray);
    }

    public static IEnumerable<string> SplitList(string list) =>
        string.IsNullOrWhiteSpace(list) ? [] : list.Split(',');

    public override string ToString() => Type?.ToString() ?? (IsArray ? "ARRAY" : "ANY");

    public SqlType Resolve(Dictionary<string, SqlType> variables)
    {
        if (Type is not null) return Type;

        var type = variables[Variable!];
        return IsArray ? SqlType.ArrayOf(type) : type;
    }
}
