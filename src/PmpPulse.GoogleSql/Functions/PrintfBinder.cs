using PmpPulse.GoogleSql.Binding;
using PmpPulse.GoogleSql.Binding.Tree;
using PmpPulse.GoogleSql.Emitting;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// FORMAT(text, …): %d %i %u %x %X %o %f %F %e %E %g %G %s with flags, width and precision, %t, %T of strings and numbers,
/// %%. NULL in, NULL out, but %t and %T write NULL.
/// </summary>
internal static class PrintfBinder
{
    public static BoundExpression Bind(CallBinder call)
    {
        call.RequireCount(1, int.MaxValue);
        var text = call.ConstantText(0, "Format string");
        var pieces = new List<string>();
        var arguments = new List<BoundExpression>();
        var literal = "";
        for (var i = 0; i < text.Length;)
        {
            if (text[i] != '%')
            {
                literal += text[i++];
                continue;
            }

            var end = i + 1;
            while (end < text.Length && "-+ #0123456789.'".Contains(text[end], StringComparison.Ordinal))
            {
                end++;
            }

            if (end == text.Length)
            {
                throw call.Fail("Error in format string: invalid format specifier at end of string");
            }

            if (text[end] == '%')
            {
                literal += '%';
            }
            else
            {
                if (arguments.Count + 1 >= call.Count)
                {
                    throw call.Fail($"Too few arguments to FORMAT for pattern \"{text}\"; Expected at least {arguments.Count + 2}; Got {call.Count}");
                }

                Flush(pieces, ref literal);
                var index = arguments.Count;
                arguments.Add(Argument(call, index + 1, text[end]));
                pieces.Add(Piece(call, text[(i + 1)..end], text[end], index, arguments[index].Type));
            }

            i = end + 1;
        }

        if (arguments.Count + 1 < call.Count)
        {
            throw call.Fail($"Too many arguments to FORMAT for pattern \"{text}\"; Expected {arguments.Count + 1}; Got {call.Count}");
        }

        Flush(pieces, ref literal);
        return new BoundCall(SqlType.String, pieces.Count == 0 ? "''" : $"({string.Join(" || ", pieces)})", arguments);
    }

    private static BoundExpression Argument(CallBinder call, int index, char specifier)
    {
        switch (specifier)
        {
            case 'd' or 'i' or 'u' or 'x' or 'X' or 'o':
                return call.Argument(index, SqlType.Int64);
            case 'f' or 'F' or 'e' or 'E' or 'g' or 'G':
                return call.Argument(index, SqlType.Float64);
            case 's':
                return call.Argument(index, SqlType.String);
            case 't' or 'T':
                var value = call.Argument(index);
                return CastRules.Bind(value, SqlType.String, false)
                    ?? throw call.Fail($"FORMAT %{specifier} of {value.Type} is not supported");
            default:
                throw call.Fail($"Error in format string: Invalid format specifier character \"{specifier}\"");
        }
    }

    private static string Piece(CallBinder call, string flags, char specifier, int index, SqlType type)
    {
        if (flags.Contains('\'', StringComparison.Ordinal))
        {
            throw call.Fail("FORMAT with digit grouping is not supported");
        }

        if (specifier is 't' or 'T')
        {
            if (specifier == 'T' && call.Argument(index + 1).Type.Kind is not (SqlTypeKind.Int64 or SqlTypeKind.Bool))
            {
                throw call.Fail($"FORMAT %T of {call.Argument(index + 1).Type} is not supported");
            }

            return flags.Length == 0 ? $"COALESCE({{{index}}}, 'NULL')" : throw call.Fail($"FORMAT %{specifier} with flags is not supported");
        }

        if (specifier == 's' && flags.Length == 0)
        {
            return $"{{{index}}}";
        }

        var duckDbSpecifier = specifier switch { 'i' or 'u' => 'd', 'F' => 'f', _ => specifier };
        _ = type;
        return $"printf('%{flags}{duckDbSpecifier}', {{{index}}})";
    }

    private static void Flush(List<string> pieces, ref string literal)
    {
        if (literal.Length > 0)
        {
            pieces.Add(LiteralEmitter.Text(literal).Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
            literal = "";
        }
    }
}
