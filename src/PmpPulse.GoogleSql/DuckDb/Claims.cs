using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.DuckDb;

/// <summary>
/// Emits calls of <see cref="EngineFunctions"/>. Everything that builds strings, blobs or arrays first claims the memory it will take,
/// which bounds the total over all of a statement's 2,048-row blocks.
/// </summary>
internal static class Claims
{
    private const int ElementBytes = 16;

    /// <summary>
    /// The value, after a claim of its size times <paramref name="factor"/>, at most <paramref name="cap"/>, plus <paramref name="added"/>.
    /// </summary>
    public static Template Memory(string function, Template value, Template? factor = null, Template? cap = null, Template? added = null) =>
        $"pmp_claim_memory({Sql.Text(function)}, {value}, {factor ?? $"0"}, {cap ?? $"NULL"}, {added ?? $"0"})";

    /// <summary>The string, after a check on the number of steps that a function will take over it.</summary>
    public static Template Steps(string function, Template value, Template factor, long row, long block) =>
        $"pmp_limit_steps({Sql.Text(function)}, {value}, {factor}, {Sql.Number(row)}, {Sql.Number(block)})";

    /// <summary>
    /// An operand of a function whose result is as large as its operands, with its size claimed, plus the size of a constant operand
    /// <paramref name="beside"/> it.
    /// </summary>
    public static Sql Operand(string function, Sql value, SqlType type, Sql? beside = null, int times = 1)
    {
        if (value.IsConstant || !HasSize(type)) return value;

        Sql factor = Sql.Number(times);
        if (!type.IsArray || FixedSize(type.ElementType!))
        {
            return $"pmp_claim_memory({Sql.Text(function)}, {value}, {factor}, NULL, {(beside is null ? $"0" : SizeOf(beside, type, 0))})";
        }

        // the claim functions don't take arrays of arbitrary type, so pass a number instead
        Sql bytes = $"{factor} * ({SizeOf(value, type, 0)}){(beside is null ? $"" : (Sql)$" + {SizeOf(beside, type, 0)}")}";
        return $"CASE WHEN pmp_claim_memory({Sql.Text(function)}, CAST(len({value}) AS BIGINT), 0, NULL, {bytes}) IS NOT NULL THEN {value} END";
    }

    /// <summary>A function's result, refused if too large. Its memory is claimed here unless the operands' was.</summary>
    public static Sql Result(string function, Sql value, SqlType type, bool isClaimed)
    {
        // a constant exists once, not once per row
        isClaimed |= value.IsConstant;
        if (!HasSize(type) || (type.IsArray && isClaimed)) return value;

        return !type.IsArray || FixedSize(type.ElementType!)
            ? ((Sql)$"pmp_check_result({Sql.Text(function)}, {(isClaimed ? (Sql)$"true" : $"false")}, {value})").AsConstant(value.IsConstant)
            : $"list_transform([{value}], lambda s: {Operand(function, $"s", type, times: 3)})[1]";
    }

    /// <summary>
    /// Concatenates the parts as a balanced tree with a claim at each node. DuckDB nests a flat list of operands, and copies the string at
    /// each level.
    /// </summary>
    public static Sql Joined(string function, ReadOnlySpan<Sql> parts, SqlType type)
    {
        if (parts.Length <= 1) return parts.Length == 0 ? (Sql)$"''" : parts[0];

        if (type.IsArray && !FixedSize(type.ElementType!))
        {
            // a claim repeats such an operand three times in the SQL, so claim once per operand for all the copies to come
            var all = parts.ToArray();
            return Pair(all.Select(part => Operand(function, part, type, times: all.Length)).ToArray());
        }

        var left = Joined(function, parts[..(parts.Length / 2)], type);
        var right = Joined(function, parts[(parts.Length / 2)..], type);
        Sql pair = $"({Operand(function, left, type, Long(right))} || {Operand(function, right, type, Long(left))})";
        return pair.AsConstant(left.IsConstant && right.IsConstant);
    }

    /// <summary>Whether values of that type take a variable amount of memory that nothing else accounts for.</summary>
    public static bool HasSize(SqlType type) => type.IsArray || type.Kind is SqlTypeKind.String or SqlTypeKind.Geography or SqlTypeKind.Bytes;

    private static Sql Pair(ReadOnlySpan<Sql> parts) => parts.Length == 1
        ? parts[0]
        : $"({Pair(parts[..(parts.Length / 2)])} || {Pair(parts[(parts.Length / 2)..])})";

    // short constants don't matter
    private static Sql? Long(Sql part) => part.IsConstant && part.Length > 64 ? part : null;

    private static bool FixedSize(SqlType type) =>
        type.Kind is not (SqlTypeKind.String or SqlTypeKind.Geography or SqlTypeKind.Bytes or SqlTypeKind.Json or SqlTypeKind.Array or SqlTypeKind.Struct);

    private static Sql SizeOf(Sql value, SqlType type, int depth)
    {
        switch (type.Kind)
        {
            case SqlTypeKind.String or SqlTypeKind.Geography or SqlTypeKind.Json:
                return $"COALESCE(strlen({value}), 0) + {Sql.Number(ElementBytes)}";
            case SqlTypeKind.Bytes:
                return $"COALESCE(octet_length({value}), 0) + {Sql.Number(ElementBytes)}";
            case SqlTypeKind.Array when FixedSize(type.ElementType!):
                return $"COALESCE(len({value}), 0) * {Sql.Number(ElementBytes)}";
            case SqlTypeKind.Array:
                Sql element = $"e{Sql.Number(depth)}";
                return $"COALESCE(CAST(list_sum(list_transform({value}, lambda {element}: {SizeOf(element, type.ElementType!, depth + 1)})) AS BIGINT), 0)";
            case SqlTypeKind.Struct:
                return Sql.Join(
                    $" + ",
                    type.DuckDbFieldNames.Zip(type.Fields, (name, field) => SizeOf($"({value}).{Sql.Name(name)}", field.Type, depth)));
            default:
                return Sql.Number(ElementBytes);
        }
    }
}
