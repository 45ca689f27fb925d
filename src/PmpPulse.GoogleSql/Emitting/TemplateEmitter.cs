using System.Globalization;
using System.Text;

namespace PmpPulse.GoogleSql.Emitting;

/// <summary>
/// Fills a function's template. <c>{0}</c> is an argument, <c>{*}</c> all of them behind commas, <c>{*1}</c> those from
/// the second, <c>{*| + }</c> all of them with that between; <c>{!text}</c> fails the statement with that text, in which
/// <c>{0}</c> is an argument's value; <c>{{</c> and <c>}}</c> are braces.
/// </summary>
internal static class TemplateEmitter
{
    public static string Fill(string template, IReadOnlyList<string> arguments, SqlType type)
    {
        var result = new StringBuilder(template.Length + arguments.Sum(a => a.Length));
        for (var i = 0; i < template.Length; i++)
        {
            var c = template[i];
            if (c is '{' or '}' && i + 1 < template.Length && template[i + 1] == c)
            {
                result.Append(c);
                i++;
            }
            else if (c == '{')
            {
                var end = Closing(template, i);
                AppendPlaceholder(result, template[(i + 1)..end], arguments, type);
                i = end;
            }
            else
            {
                result.Append(c);
            }
        }

        return result.ToString();
    }

    /// <summary>
    /// An expression of that type that fails when it is evaluated, with the message behind a mark. A failing cast and not
    /// error(): DuckDB takes the latter for volatile, which TRY refuses and the optimizer shies at.
    /// </summary>
    public static string Raise(string messageExpression, SqlType type)
    {
        var failing = $"CAST('{RuntimeErrors.Mark}' || {messageExpression} AS BIGINT)";
        return type.Kind switch
        {
            SqlTypeKind.Int64 => failing,
            SqlTypeKind.Float64 or SqlTypeKind.Numeric or SqlTypeKind.Bool or SqlTypeKind.String => $"CAST({failing} AS {TypeEmitter.Name(type)})",
            _ => $"CAST(CAST({failing} AS VARCHAR) AS {TypeEmitter.Name(type)})",
        };
    }

    private static int Closing(string template, int open)
    {
        var depth = 0;
        for (var i = open; i < template.Length; i++)
        {
            depth += template[i] == '{' ? 1 : template[i] == '}' ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        throw new InvalidOperationException($"a template has an open brace: {template}");
    }

    private static void AppendPlaceholder(StringBuilder result, string name, IReadOnlyList<string> arguments, SqlType type)
    {
        if (name[0] == '!')
        {
            result.Append(Raise(Message(name[1..], arguments), type));
        }
        else if (name[0] == '*')
        {
            var bar = name.IndexOf('|', StringComparison.Ordinal);
            var from = bar < 0 && name.Length > 1 ? int.Parse(name.AsSpan(1), CultureInfo.InvariantCulture) : 0;
            result.AppendJoin(bar < 0 ? ", " : name[(bar + 1)..], arguments.Skip(from));
        }
        else
        {
            result.Append(arguments[int.Parse(name, CultureInfo.InvariantCulture)]);
        }
    }

    private static string Message(string text, IReadOnlyList<string> arguments)
    {
        var parts = text.Split('{', '}');
        var pieces = parts.Select((part, i) => i % 2 == 0
            ? part.Length == 0 ? null : LiteralEmitter.Text(part)
            : $"CAST({arguments[int.Parse(part, CultureInfo.InvariantCulture)]} AS VARCHAR)");
        return string.Join(" || ", pieces.Where(piece => piece is not null));
    }
}
