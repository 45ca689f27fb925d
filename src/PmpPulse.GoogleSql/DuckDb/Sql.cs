using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.DuckDb;

/// <summary>
/// A finished piece of DuckDB SQL, written as an interpolated string. Its text comes from the source code, and its holes accept only other
/// pieces, so no foreign string can get in. Text and names of a statement become pieces by being quoted (<see cref="Text"/>, <see
/// cref="Name"/>), and are never parsed again.
/// </summary>
[InterpolatedStringHandler]
internal sealed class Sql : IEquatable<Sql>
{
    // a template repeats an argument that it uses twice, so SQL can grow exponentially: refuse it before it is built
    public const int MaximumLength = 4_000_000;

    private readonly StringBuilder _text;

    /// <summary>Called by the compiler for an interpolated string.</summary>
    public Sql(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (formattedCount * 16));

    private Sql(string text)
    {
        RequireLength(text.Length);
        _text = new StringBuilder(text);
    }

    public static Sql Empty { get; } = new("");

    public int Length => _text.Length;

    /// <summary>Whether it is evaluated once, independently of the rows.</summary>
    public bool IsConstant { get; private set; }

    /// <summary>This piece, marked as constant or not by its author.</summary>
    public Sql AsConstant(bool isConstant)
    {
        IsConstant = isConstant;
        return this;
    }

    /// <summary>A string constant. DuckDB would end the statement at a NUL, so NULs are written as chr(0).</summary>
    public static Sql Text(string value)
    {
        var quoted = $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
        return new Sql(
            value.Contains('\0', StringComparison.Ordinal)
                ? $"({quoted.Replace("\0", "' || chr(0) || '", StringComparison.Ordinal)})"
                : quoted);
    }

    /// <summary>A quoted identifier.</summary>
    /// <exception cref="GoogleSqlException">The name contains a NUL, which no identifier can.</exception>
    public static Sql Name(string identifier) => identifier.Contains('\0', StringComparison.Ordinal)
        ? throw new GoogleSqlException("Invalid identifier: it contains a NUL character", SourcePosition.Start)
        : new Sql($"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");

    public static Sql Number(long value) => new(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A DOUBLE. DuckDB reads a literal as one only if it has an exponent.</summary>
    public static Sql Number(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? $"CAST('nan' AS DOUBLE)" : value > 0 ? (Sql)$"CAST('inf' AS DOUBLE)" : $"CAST('-inf' AS DOUBLE)";
        }

        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var real = text.Contains('E', StringComparison.Ordinal) ? text : text + "e0";
        return new Sql(real[0] == '-' ? $"({real})" : real);
    }

    /// <summary>The catalog's name for a table; <see cref="TableRelation"/> has validated it.</summary>
    public static Sql Table(TableRelation table) => new(table.DuckDbName);

    /// <summary>The name of a view's partial aggregates; <see cref="ViewPartials"/> has validated it.</summary>
    public static Sql Table(ViewPartials partials) => new(partials.DuckDbName);

    public static Sql Join(Sql separator, IEnumerable<Sql> parts)
    {
        var result = new Sql(0, 0);
        var isFirst = true;
        foreach (var part in parts)
        {
            if (!isFirst) result.AppendFormatted(separator);

            result.AppendFormatted(part);
            isFirst = false;
        }

        return result;
    }

    public static Sql List(IEnumerable<Sql> parts) => Join($", ", parts);

    /// <summary>
    /// An expression of that type that fails when evaluated, with a marked message. It is a failing cast because DuckDB treats error() as
    /// volatile: TRY rejects it and the optimizer skips it.
    /// </summary>
    public static Sql Raise(Sql message, SqlType type)
    {
        Sql failing = $"CAST({Text(RuntimeErrors.Mark)} || {message} AS BIGINT)";
        return type.Kind switch
        {
            SqlTypeKind.Int64 => failing,
            SqlTypeKind.Float64 or SqlTypeKind.Numeric or SqlTypeKind.Bool or SqlTypeKind.String =>
                $"CAST({failing} AS {TypeEmitter.Name(type)})",
            _ => $"CAST(CAST({failing} AS VARCHAR) AS {TypeEmitter.Name(type)})",
        };
    }

    public static GoogleSqlException TooLarge() =>
        new(
            "Resources exceeded during query execution: Not enough resources for query planning - the query is too large",
            SourcePosition.Start);

    /// <summary>Called by the compiler with the text between the holes.</summary>
    public void AppendLiteral([ConstantExpected] string text) => _text.Append(text);

    /// <summary>Called by the compiler with a hole's value.</summary>
    public void AppendFormatted(Sql part)
    {
        RequireLength(_text.Length + part._text.Length);
        _text.Append(part._text);
    }

    public bool Equals(Sql? other) => other is not null && _text.Equals(other._text);

    public override bool Equals(object? obj) => Equals(obj as Sql);

    public override int GetHashCode() => string.GetHashCode(_text.ToString(), StringComparison.Ordinal);

    public override string ToString() => _text.ToString();

    private static void RequireLength(int length)
    {
        if (length > MaximumLength) throw TooLarge();
    }
}
