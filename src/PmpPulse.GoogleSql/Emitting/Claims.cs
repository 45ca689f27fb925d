using static PmpPulse.GoogleSql.Emitting.Slots;

namespace PmpPulse.GoogleSql.Emitting;

/// <summary>
/// Calls of <see cref="EngineFunctions"/>. Everything that makes texts, blobs or arrays claims what it takes, so that a statement's
/// blocks of 2,048 rows have a bound together. A claim is told apart by its site, which equal expressions share: it is held until
/// the same site claims for the next block.
/// </summary>
internal static class Claims
{
    // a list is copied twice on its way through the function that measures it
    private const int Copies = 3;

    private const int ElementBytes = 16;

    /// <summary>The value, behind a claim of its size times the factor, and of what is added to that.</summary>
    public static Template Room(string function, Template value, Template? factor = null, Template? added = null) =>
        $"pmp_room({Sql.Text(function)}, {Site}, {value}, {factor ?? $"0"}, {added ?? $"0"})";

    /// <summary>The text, behind a check of the steps that a function takes over it.</summary>
    public static Template Effort(string function, Template value, Template factor, long row, long block) =>
        $"pmp_effort({Sql.Text(function)}, {value}, {factor}, {Sql.Number(row)}, {Sql.Number(block)})";

    /// <summary>The value with what it takes claimed, where its type is one that takes memory of its own.</summary>
    public static Sql Result(string function, Sql value, SqlType type)
    {
        if (type.Kind is SqlTypeKind.String or SqlTypeKind.Bytes || (type.IsArray && FixedSize(type.ElementType!)))
        {
            return $"pmp_result({Sql.Text(function)}, {SiteOf([value])}, {value})";
        }

        if (!type.IsArray)
        {
            return value;
        }

        // there is no function over a list of any type, so a number stands for it
        Sql bytes = $"{Sql.Number(Copies)} * ({SizeOf($"s", type, 0)})";
        return $"list_transform([{value}], lambda s: CASE WHEN pmp_room({Sql.Text(function)}, {SiteOf([value])}, CAST(len(s) AS BIGINT), 0, {bytes}) IS NOT NULL THEN s END)[1]";
    }

    /// <summary>The parts concatenated in pairs, the pairs in pairs, each pair claimed: DuckDB takes operands in a row for levels, and makes each anew.</summary>
    public static Sql Joined(string function, ReadOnlySpan<Sql> parts, SqlType type) => parts.Length switch
    {
        0 => $"''",
        1 => parts[0],
        _ => Result(function, $"({Joined(function, parts[..(parts.Length / 2)], type)} || {Joined(function, parts[(parts.Length / 2)..], type)})", type),
    };

    /// <summary>A number that tells expressions apart.</summary>
    public static Sql SiteOf(IEnumerable<Sql> expressions)
    {
        // FNV-1a: the same in each run
        var hash = 14695981039346656037UL;
        foreach (var expression in expressions)
        {
            expression.AddTo(ref hash);
        }

        return Sql.Number((long)(hash >> 1));
    }

    private static bool FixedSize(SqlType type) => type.Kind is not (SqlTypeKind.String or SqlTypeKind.Bytes or SqlTypeKind.Json or SqlTypeKind.Array or SqlTypeKind.Struct);

    private static Sql SizeOf(Sql value, SqlType type, int depth)
    {
        switch (type.Kind)
        {
            case SqlTypeKind.String or SqlTypeKind.Json:
                return $"COALESCE(strlen({value}), 0) + {Sql.Number(ElementBytes)}";
            case SqlTypeKind.Bytes:
                return $"COALESCE(octet_length({value}), 0) + {Sql.Number(ElementBytes)}";
            case SqlTypeKind.Array when FixedSize(type.ElementType!):
                return $"COALESCE(len({value}), 0) * {Sql.Number(ElementBytes)}";
            case SqlTypeKind.Array:
                Sql element = $"e{Sql.Number(depth)}";
                return $"COALESCE(CAST(list_sum(list_transform({value}, lambda {element}: {SizeOf(element, type.ElementType!, depth + 1)})) AS BIGINT), 0)";
            case SqlTypeKind.Struct:
                return Sql.Join($" + ", type.DuckDbFieldNames.Zip(type.Fields, (name, field) => SizeOf($"({value}).{Sql.Name(name)}", field.Type, depth)));
            default:
                return Sql.Number(ElementBytes);
        }
    }
}
