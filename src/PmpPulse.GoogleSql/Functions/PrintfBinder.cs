using System.Globalization;
using System.Text;
using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Types;
using PmpPulse.GoogleSql.Typing;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// FORMAT(text, …) with %d %i %u %x %X %o %f %F %e %E %g %G %s with flags, width and precision; %t; %T of strings and numbers; and %%. A
/// NULL argument yields NULL, except that %t and %T print it.
/// </summary>
internal static class PrintfBinder
{
    private static readonly char[] NotDigits = [.. "-+ #.'"];

    public static BoundExpression Bind(CallBinder call)
    {
        call.RequireCount(1, int.MaxValue);
        var text = call.ConstantText(0, "Format string");
        var pieces = new List<BoundExpression>();
        var count = 0;
        var literal = new StringBuilder();
        var width = 0L;
        for (var i = 0; i < text.Length;)
        {
            if (text[i] != '%')
            {
                literal.Append(text[i++]);
                continue;
            }

            var end = i + 1;
            while (end < text.Length && "-+ #0123456789.'".Contains(text[end], StringComparison.Ordinal)) end++;
            if (end == text.Length) throw call.Fail("Error in format string: invalid format specifier at end of string");
            if (text[end] == '%')
            {
                literal.Append('%');
            }
            else
            {
                if (++count >= call.Count)
                {
                    throw call.Fail($"Too few arguments to FORMAT for pattern \"{text}\"; Expected {count + 1}; Got {call.Count}");
                }

                Flush(pieces, literal);
                var operand = Operand(call, count, text[end]);
                var flags = text[(i + 1)..end];
                var own = Width(call, flags);
                width += own;
                if (width > Limits.Generated) throw call.Fail($"Output string too long while evaluating FORMAT; limit {Limits.Generated}");

                pieces.Add(Piece(call, operand, flags, own, text[end], count));
            }

            i = end + 1;
        }

        if (count + 1 < call.Count)
        {
            throw call.Fail($"Too many arguments to FORMAT for pattern \"{text}\"; Expected {count + 1}; Got {call.Count}");
        }

        Flush(pieces, literal);
        return new BoundCall(SqlType.String, Joined("FORMAT"), pieces) { Memory = CallMemory.ClaimedWithin };
    }

    /// <summary>Width plus precision: the most that the flags add to a value's own length.</summary>
    private static long Width(CallBinder call, string flags)
    {
        var total = 0L;
        foreach (var digits in flags.Split(NotDigits, StringSplitOptions.RemoveEmptyEntries))
        {
            total += long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= Limits.Generated
                ? number
                : throw call.Fail($"Output string too long while evaluating FORMAT; limit {Limits.Generated}");
        }

        return total;
    }

    private static BoundExpression Operand(CallBinder call, int index, char specifier)
    {
        switch (specifier)
        {
            case 'd' or 'i' or 'u' or 'x' or 'X' or 'o':
                return ArgumentOfType(call, index, SqlType.Int64);
            case 'f' or 'F' or 'e' or 'E' or 'g' or 'G':
                var isNumeric = call.Argument(index).Type.Kind == SqlTypeKind.Numeric;
                return isNumeric ? call.Argument(index, SqlType.Float64) : ArgumentOfType(call, index, SqlType.Float64);
            case 's':
                return ArgumentOfType(call, index, SqlType.String);
            case 't' or 'T':
                var value = call.Argument(index);
                if (value.Type.Kind == SqlTypeKind.Float64)
                {
                    // unlike a cast, %t shows the decimal point of a whole number
                    return new BoundCall(
                        SqlType.String,
                        $"regexp_replace({CastRules.Template(SqlTypeKind.Float64, SqlTypeKind.String)!}, '^(-?[0-9]+)$', '\\1.0')",
                        [value]);
                }

                return CastRules.Bind(value, SqlType.String, false)
                    ?? throw call.Fail($"FORMAT %{specifier} of {value.Type} is not supported");
            default:
                throw call.Fail($"Error in format string: Invalid format specifier character \"{specifier}\"");
        }
    }

    private static BoundExpression ArgumentOfType(CallBinder call, int index, SqlType type)
    {
        var value = call.Argument(index);
        return value is BoundLiteral { IsUntypedNull: true } || value.Type.Equals(type)
            ? call.Argument(index, type)
            : throw call.Fail($"Invalid type for argument {index + 1} to FORMAT; Expected {type}; Got {value.Type}");
    }

    private static BoundExpression Piece(CallBinder call, BoundExpression operand, string flags, long width, char specifier, int index)
    {
        if (flags.Contains('\'', StringComparison.Ordinal)) throw call.Fail("FORMAT with digit grouping is not supported");

        if (specifier is 't' or 'T')
        {
            if (specifier == 'T' && call.Argument(index).Type.Kind is not (SqlTypeKind.Int64 or SqlTypeKind.Bool))
            {
                throw call.Fail($"FORMAT %T of {call.Argument(index).Type} is not supported");
            }

            return flags.Length == 0
                ? new BoundCall(SqlType.String, $"COALESCE({A}, 'NULL')", [operand]) { Memory = CallMemory.None }
                : throw call.Fail($"FORMAT %{specifier} with flags is not supported");
        }

        if (specifier == 's' && flags.Length == 0) return operand;

        var duckDbSpecifier = specifier switch { 'i' or 'u' => 'd', 'F' => 'f', _ => specifier };
        Template padded = width > 0 ? Claims.Memory("FORMAT", A, added: $"{Sql.Number(width)}") : A;
        return new BoundCall(
            SqlType.String,
            $"printf({Sql.Text($"%{flags}{duckDbSpecifier}")}, {padded})",
            [operand])
        { Function = "FORMAT", Memory = CallMemory.ClaimedWithin };
    }

    private static void Flush(List<BoundExpression> pieces, StringBuilder literal)
    {
        if (literal.Length > 0)
        {
            pieces.Add(new BoundLiteral(SqlType.String, literal.ToString()));
            literal.Clear();
        }
    }
}
