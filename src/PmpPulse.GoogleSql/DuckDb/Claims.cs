using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.DuckDb;

/// <summary>
/// Calls of <see cref="EngineFunctions"/>. Everything that makes texts, blobs or arrays claims what it takes, so that a statement's
/// blocks of 2,048 rows have a bound together.
/// </summary>
internal static class Claims
{
    private const int ElementBytes = 16;

    /// <summary>
    /// The value, behind a claim of its size times the factor and of what is added to that; of one value no more than
    /// <paramref name="cap"/> is claimed.
    /// </summary>
    public static Template Memory(string function, Template value, Template? factor = null, Template? cap = null, Template? added = null) =>
        $"pmp_claim_memory({Sql.Text(function)}, {value}, {factor ?? $"0"}, {cap ?? $"NULL"}, {added ?? $"0"})";

    /// <summary>The text, behind a check of the steps that a function takes over it.</summary>
    public static Template Steps(string function, Template value, Template factor, long row, long block) =>
        $"pmp_limit_steps({Sql.Text(function)}, {value}, {factor}, {Sql.Number(row)}, {Sql.Number(block)})";

    /// <summary>An operand of a function whose result is as large as its operands, with its size claimed; the size of another, constant one beside it.</summary>
    public static Sql Operand(string function, Sql value, SqlType type, Sql? beside = null, int times = 1)
    {
        if (value.IsConstant || !HasSize(type))
        {
            return value;
        }

        Sql factor = Sql.Number(times);
        if (!type.IsArray || FixedSize(type.ElementType!))
        {
            return $"pmp_claim_memory({Sql.Text(function)}, {value}, {factor}, NULL, {(beside is null ? $"0" : SizeOf(beside, type, 0))})";
        }

        // there is no function over an array of any type, so a number stands for it
        Sql bytes = $"{factor} * ({SizeOf(value, type, 0)}){(beside is null ? $"" : (Sql)$" + {SizeOf(beside, type, 0)}")}";
        return $"CASE WHEN pmp_claim_memory({Sql.Text(function)}, CAST(len({value}) AS BIGINT), 0, NULL, {bytes}) IS NOT NULL THEN {value} END";
    }

    /// <summary>The result of a function, refused where it is too large; what it takes is claimed unless its operands were.</summary>
    public static Sql Result(string function, Sql value, SqlType type, bool isClaimed)
    {
        // what is constant is there once only
        isClaimed |= value.IsConstant;
        if (!HasSize(type) || (type.IsArray && isClaimed))
        {
            return value;
        }

        return !type.IsArray || FixedSize(type.ElementType!)
            ? ((Sql)$"pmp_check_result({Sql.Text(function)}, {(isClaimed ? (Sql)$"true" : $"false")}, {value})").AsConstant(value.IsConstant)
            : $"list_transform([{value}], lambda s: {Operand(function, $"s", type, times: 3)})[1]";
    }

    /// <summary>The parts concatenated in pairs, the pairs in pairs, each claimed: DuckDB reads a row of operands as nested calls, and copies the text at each.</summary>
    public static Sql Joined(string function, ReadOnlySpan<Sql> parts, SqlType type)
    {
        if (parts.Length <= 1)
        {
            return parts.Length == 0 ? (Sql)$"''" : parts[0];
        }

        if (type.IsArray && !FixedSize(type.ElementType!))
        {
            // a claim writes such an operand three times, so there is one for each, of all copies on the way
            var all = parts.ToArray();
            return Pair(all.Select(part => Operand(function, part, type, times: all.Length)).ToArray());
        }

        var left = Joined(function, parts[..(parts.Length / 2)], type);
        var right = Joined(function, parts[(parts.Length / 2)..], type);
        Sql pair = $"({Operand(function, left, type, Long(right))} || {Operand(function, right, type, Long(left))})";
        return pair.AsConstant(left.IsConstant && right.IsConstant);
    }

    /// <summary>Whether values of that type take memory that grows with them, and that nothing else counts.</summary>
    public static bool HasSize(SqlType type) => type.IsArray || type.Kind is SqlTypeKind.String or SqlTypeKind.Bytes;

    private static Sql Pair(ReadOnlySpan<Sql> parts) => parts.Length == 1
        ? parts[0]
        : $"({Pair(parts[..(parts.Length / 2)])} || {Pair(parts[(parts.Length / 2)..])})";

    // what is short as it stands in the statement needn't be reckoned with
    private static Sql? Long(Sql part) => part.IsConstant && part.Length > 64 ? part : null;

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
