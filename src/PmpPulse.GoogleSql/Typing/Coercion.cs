using System.Globalization;
using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Typing;

/// <summary>
/// BigQuery's implicit conversions: INT64 to NUMERIC and FLOAT64, NUMERIC to FLOAT64, DATE to DATETIME, literals to the type their context
/// requires, and arrays and structs by their elements. See <see
/// href="https://cloud.google.com/bigquery/docs/reference/standard-sql/conversion_rules">conversion rules</see>.
/// </summary>
internal static class Coercion
{
    /// <summary>The cost of converting an expression implicitly: 0 if it has the type, null if it can't be converted.</summary>
    public static int? Cost(BoundExpression expression, SqlType target)
    {
        if (expression.Type.Equals(target) || expression is BoundLiteral { IsUntypedNull: true }
            || (expression is BoundArray { IsUntyped: true } && target.IsArray))
        {
            return 0;
        }

        if (WideningCost(expression.Type.Kind, target.Kind) is { } widening) return widening;

        return expression switch
        {
            BoundLiteral { IsLiteral: true } literal => FromLiteral(literal, target) is null ? null : 1,
            BoundArray array when target.IsArray => PartsCost(array.Items, _ => target.ElementType!),
            BoundStruct value when target.IsStruct && value.Fields.Count == target.Fields.Count =>
                PartsCost(value.Fields, i => target.Fields[i].Type),
            _ when expression.Type.IsStruct && target.IsStruct && SameButNames(expression.Type, target) => 1,
            _ when expression.Type.IsArray && target.IsArray && SameButNames(expression.Type, target) => 1,
            _ => null,
        };
    }

    /// <summary>The expression converted to the type; null if it can't be converted implicitly.</summary>
    public static BoundExpression? To(BoundExpression expression, SqlType target)
    {
        if (expression.Type.Equals(target) && expression is not (BoundLiteral { IsUntypedNull: true } or BoundArray { IsUntyped: true }))
        {
            return expression;
        }

        if (Cost(expression, target) is null) return null;

        switch (expression)
        {
            case BoundLiteral { Value: null }:
                return new BoundLiteral(target, null);
            case BoundLiteral { IsLiteral: true } literal when FromLiteral(literal, target) is { } converted:
                return converted;
            case BoundArray array:
                return new BoundArray(target, array.Items.Select(item => To(item, target.ElementType!)!).ToArray());
            case BoundStruct value:
                return new BoundStruct(target, value.Fields.Select((item, i) => To(item, target.Fields[i].Type)!).ToArray());
            default:
                return new BoundCast(expression, target, false);
        }
    }

    /// <summary>The expression converted to the type.</summary>
    /// <exception cref="GoogleSqlException">It can't be converted implicitly.</exception>
    public static BoundExpression Require(BoundExpression expression, SqlType target, string what, SourcePosition position) =>
        To(expression, target) ?? throw new GoogleSqlException($"{what} expects {target} but has type {expression.TypeName}", position);

    /// <summary>The common type of all expressions, or null. Untyped NULLs are ignored; literals are considered last.</summary>
    public static SqlType? Common(IReadOnlyList<BoundExpression> expressions)
    {
        if (expressions.Any(e => e is BoundStruct) && expressions.All(e => e.Type.IsStruct || e is BoundLiteral { IsUntypedNull: true }))
        {
            return CommonStruct(expressions.Where(e => e.Type.IsStruct).ToArray());
        }

        SqlType? common = null;
        foreach (var isLiteralPass in (ReadOnlySpan<bool>)[false, true])
        {
            foreach (var expression in expressions)
            {
                var isUntyped = expression is BoundLiteral { IsUntypedNull: true } or BoundArray { IsUntyped: true };
                if (isUntyped || expression is BoundLiteral { IsLiteral: true } != isLiteralPass) continue;

                common = common is null || (isLiteralPass && expression is BoundLiteral literal && FromLiteral(literal, common) is not null)
                    ? common ?? expression.Type
                    : Common(common, expression.Type);
                if (common is null) return null;
            }
        }

        return common ?? expressions.FirstOrDefault(e => e is BoundArray)?.Type ?? SqlType.Int64;
    }

    // fields of struct constructors may be literals, and coerce as such
    private static SqlType? CommonStruct(BoundExpression[] structs)
    {
        var first = structs[0].Type.Fields;
        var fields = new StructField[first.Count];
        for (var i = 0; i < fields.Length; i++)
        {
            if (structs.Any(s => s.Type.Fields.Count != fields.Length)
                || Common(
                    structs.Select(
                        s => s is BoundStruct known ? known.Fields[i] : OfType(s.Type.Fields[i].Type)).ToArray()) is not { } type)
            {
                return null;
            }

            fields[i] = new StructField(first[i].Name, type);
        }

        return SqlType.StructOf(fields);
    }

    /// <summary>A placeholder expression of that type that is not a literal.</summary>
    public static BoundExpression OfType(SqlType type) => new BoundColumn(new BoundColumnSource("", "", type), default);

    /// <summary>The type that both widen to, or null.</summary>
    public static SqlType? Common(SqlType left, SqlType right)
    {
        if (left.Equals(right) || WideningCost(right.Kind, left.Kind) is not null) return left;
        if (WideningCost(left.Kind, right.Kind) is not null) return right;
        if (left.IsArray && right.IsArray) return SameButNames(left, right) ? left : null;
        if (!left.IsStruct || !right.IsStruct || left.Fields.Count != right.Fields.Count) return null;

        var fields = new StructField[left.Fields.Count];
        for (var i = 0; i < fields.Length; i++)
        {
            var type = Common(left.Fields[i].Type, right.Fields[i].Type);
            if (type is null) return null;

            fields[i] = new StructField(left.Fields[i].Name, type);
        }

        return SqlType.StructOf(fields);
    }

    /// <summary>Converts a literal to a constant of another type, if its value allows.</summary>
    private static BoundExpression? FromLiteral(BoundLiteral literal, SqlType target) => (literal.Value, target.Kind) switch
    {
        (long number, SqlTypeKind.Float64) => new BoundLiteral(target, (double)number),
        (long number, SqlTypeKind.Numeric) => new BoundLiteral(target, number.ToString(CultureInfo.InvariantCulture)),
        (double number, SqlTypeKind.Numeric) when LiteralText.TryNumeric(
            number.ToString("R", CultureInfo.InvariantCulture), out var digits) =>
            new BoundLiteral(target, digits),
        (string text, SqlTypeKind.Date or SqlTypeKind.Time or SqlTypeKind.Datetime or SqlTypeKind.Timestamp) when literal.Type.Kind == SqlTypeKind.String =>
            TextLiterals.TryParse(text, target),
        _ => null,
    };

    private static int? WideningCost(SqlTypeKind from, SqlTypeKind to) => (from, to) switch
    {
        (SqlTypeKind.Int64, SqlTypeKind.Float64) => 1,
        (SqlTypeKind.Int64, SqlTypeKind.Numeric) => 2,
        (SqlTypeKind.Numeric, SqlTypeKind.Float64) => 2,
        (SqlTypeKind.Date, SqlTypeKind.Datetime) => 1,
        _ => null,
    };

    private static int? PartsCost(IReadOnlyList<BoundExpression> parts, Func<int, SqlType> targetOf)
    {
        var total = 0;
        for (var i = 0; i < parts.Count; i++)
        {
            if (Cost(parts[i], targetOf(i)) is not { } cost) return null;

            total += cost;
        }

        return total;
    }

    private static bool SameButNames(SqlType left, SqlType right) =>
        left.Kind == right.Kind
        && (left.ElementType is null || SameButNames(left.ElementType, right.ElementType!))
        && left.Fields.Count == right.Fields.Count
        && left.Fields.Zip(right.Fields).All(pair => SameButNames(pair.First.Type, pair.Second.Type));
}
