using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Parsing.Ast;
using PmpPulse.GoogleSql.Types;
using PmpPulse.GoogleSql.Typing;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Binding;

/// <content>Names, arrays, structs, subscripts and subqueries.</content>
internal sealed partial class ExpressionBinder
{
    private const int MaximumPath = 200;

    private BoundExpression BindPath(Expression expression, BindContext context)
    {
        var names = new List<(string Name, SourcePosition Position)>();
        var root = expression;
        while (root is FieldAccess access)
        {
            names.Add((access.Name, access.Position));
            root = access.Operand;
        }

        names.Reverse();
        Limits.Require(names.Count, MaximumPath, "names in one path", expression.Position);
        if (root is not Identifier first)
        {
            var operand = Bind(root, context);
            return names.Aggregate(operand, (value, field) => AccessField(value, field.Name, field.Position));
        }

        for (var scope = context.Scope; scope is not null; scope = scope.Parent!)
        {
            if (FindIn(scope, first, names, out var used) is not { } found) continue;

            found = ThroughGrouping(scope, context, found, first);
            return names.Skip(used).Aggregate(found, (value, field) => AccessField(value, field.Name, field.Position));
        }

        throw new GoogleSqlException($"Unrecognized name: {first.Name}", first.Position);
    }

    /// <summary>Resolves the start of a path in one scope, and counts how many names after the first it consumed.</summary>
    private static BoundExpression? FindIn(
        NameScope scope, Identifier first, List<(string Name, SourcePosition Position)> names, out int used)
    {
        used = 0;
        if (names.Count > 0 && scope.FindVariable(first.Name) is { } variable)
        {
            if (NameScope.FindColumn(variable, names[0].Name, first.Position) is { } column)
            {
                used = 1;
                return column;
            }

            return variable.Element is { } element
                ? NameScope.At(element, first.Position)
                : throw new GoogleSqlException($"Name {names[0].Name} not found inside {first.Name}", names[0].Position);
        }

        return scope.FindValue(first.Name, first.Position);
    }

    /// <summary>In an outer query that is already grouped, a column is visible only as a grouping key.</summary>
    private static BoundExpression ThroughGrouping(NameScope scope, BindContext context, BoundExpression found, Identifier name)
    {
        if (scope.Grouping is not { } grouping || ReferenceEquals(scope, context.Scope) || found is not BoundColumn column
            || grouping.Owns(column.Column))
        {
            return found;
        }

        return grouping.FindKey(found) is { } key
            ? new BoundColumn(key, name.Position)
            : throw new GoogleSqlException(
                $"An expression references column {name.Name} which is neither grouped nor aggregated", name.Position);
    }

    private static BoundExpression AccessField(BoundExpression operand, string name, SourcePosition position)
    {
        if (operand.Type.Kind == SqlTypeKind.Json) return Functions.JsonPaths.Member(operand, name);

        if (!operand.Type.IsStruct)
        {
            throw operand.Type.IsArray
                ? new GoogleSqlException($"Cannot access field {name} on a value with type {operand.Type}", position)
                : new GoogleSqlException($"Cannot access field {name} on a value with type {operand.TypeName}", position);
        }

        var found = -1;
        for (var i = 0; i < operand.Type.Fields.Count; i++)
        {
            if (NameScope.SameName(operand.Type.Fields[i].Name, name))
            {
                found = found < 0 ? i : throw new GoogleSqlException($"Field name {name} is ambiguous", position);
            }
        }

        return found < 0
            ? throw new GoogleSqlException($"Field name {name} does not exist in {operand.Type}", position)
            : operand is BoundStruct value ? value.Fields[found] : new BoundField(operand, found);
    }

    private BoundExpression BindSubscript(SubscriptExpression subscript, BindContext context)
    {
        var operand = Bind(subscript.Operand, context);
        var index = Bind(subscript.Index, context);
        if (operand.Type.Kind == SqlTypeKind.Json && subscript.Mode is null)
        {
            return Functions.JsonPaths.Element(operand, index)
                ?? throw new GoogleSqlException(
                    $"JSON subscript must be INT64 or STRING but has type {index.TypeName}", subscript.Index.Position);
        }

        if (!operand.Type.IsArray)
        {
            throw new GoogleSqlException(
                $"Subscript access using [{(subscript.Mode is null ? "INT64" : $"{subscript.Mode}(INT64)")}] is not supported on values of type {operand.TypeName}",
                subscript.Position);
        }

        index = Coercion.To(index, SqlType.Int64)
            ?? throw new GoogleSqlException(
                $"Array position in [] must be coercible to INT64 type, but has type {index.TypeName}", subscript.Index.Position);
        Template template = subscript.Mode switch
        {
            "SAFE_OFFSET" => $"CASE WHEN {B} >= 0 THEN ({A})[{B} + 1] END",
            "SAFE_ORDINAL" => $"CASE WHEN {B} >= 1 THEN ({A})[{B}] END",
            "ORDINAL" => $"CASE WHEN {B} < 1 OR {B} > len({A}) THEN {Fail($"Array index out of bounds")} ELSE ({A})[{B}] END",
            _ => $"CASE WHEN {B} < 0 OR {B} >= len({A}) THEN {Fail($"Array index out of bounds")} ELSE ({A})[{B} + 1] END",
        };
        return new BoundCall(operand.Type.ElementType!, template, [operand, index]);
    }

    private BoundArray BindArray(ArrayExpression array, BindContext context)
    {
        Limits.Require(array.Items.Count, Limits.Items, "elements of one array", array.Position);
        var items = array.Items.Select(item => Bind(item, context)).ToArray();
        if (array.ElementType is null && items.Length == 0) return new BoundArray(SqlType.ArrayOf(SqlType.Int64), []) { IsUntyped = true };

        var element = array.ElementType ?? Coercion.Common(items)
            ?? throw new GoogleSqlException(
                $"Array elements of types {{{string.Join(", ", items.Select(item => item.TypeName).Distinct())}}} do not have a common supertype",
                array.Position);
        if (element.IsArray)
        {
            throw new GoogleSqlException(
                $"Cannot construct array with element type {element} because nested arrays are not supported", array.Position);
        }

        var converted = items.Select((item, i) => Coercion.To(item, element)
            ?? throw new GoogleSqlException(
                $"Array element type {item.TypeName} does not coerce to {element}", array.Items[i].Position)).ToArray();
        return new BoundArray(SqlType.ArrayOf(element), converted);
    }

    private BoundStruct BindStruct(StructExpression value, BindContext context)
    {
        if (value.Fields.Count == 0) throw new GoogleSqlException("STRUCT without fields is not supported", value.Position);

        Limits.Require(value.Fields.Count, Limits.Keys, "fields of one struct", value.Position);
        var items = value.Fields.Select(f => Bind(f.Value, context)).ToArray();
        if (value.Type is null)
        {
            var fields = items.Select(
                (item, i) => new StructField(value.Fields[i].Name ?? ImplicitName(value.Fields[i].Value), item.Type)).ToArray();
            return new BoundStruct(SqlType.StructOf(fields), items);
        }

        if (value.Type.Fields.Count != items.Length)
        {
            throw new GoogleSqlException(
                $"STRUCT type has {value.Type.Fields.Count} fields but constructor call has {items.Length} fields", value.Position);
        }

        var converted = items.Select((item, i) => Coercion.To(item, value.Type.Fields[i].Type)
            ?? throw new GoogleSqlException(
                $"Struct field {i + 1} has type {item.TypeName} which does not coerce to {value.Type.Fields[i].Type}",
                value.Fields[i].Value.Position)).ToArray();
        return new BoundStruct(value.Type, converted);
    }

    /// <summary>The implicit name of an expression without an alias: the last name of its path.</summary>
    public static string? ImplicitName(Expression expression) => expression switch
    {
        Identifier identifier => identifier.Name,
        FieldAccess access => access.Name,
        _ => null,
    };

    private BoundSubquery BindScalarSubquery(ScalarSubquery subquery, BindContext context)
    {
        var query = queries.BindNested(subquery.Query, context);
        return new BoundSubquery(SingleValueType(query, "Scalar subquery", subquery.Position), SubqueryKind.Scalar, query);
    }

    private BoundSubquery BindArraySubquery(ArraySubquery subquery, BindContext context)
    {
        var query = queries.BindNested(subquery.Query, context);
        var element = SingleValueType(query, "ARRAY subquery", subquery.Position);
        return element.IsArray
            ? throw new GoogleSqlException(
                $"Cannot use array subquery with column of type {element} because nested arrays are not supported", subquery.Position)
            : new BoundSubquery(SqlType.ArrayOf(element), SubqueryKind.Array, query);
    }

    private BoundSubquery BindInSubquery(InSubqueryExpression subquery, BindContext context)
    {
        var operand = Bind(subquery.Operand, context);
        var query = queries.BindNested(subquery.Query, context);
        var type = SingleValueType(query, "Subquery of type IN", subquery.Position);
        var common = operand is BoundLiteral { IsUntypedNull: true } ? type
            : Coercion.Cost(operand, type) is not null ? type
            : Coercion.Common(operand.Type, type);
        if (common is null || !TypeTraits.IsComparable(common, "="))
        {
            throw new GoogleSqlException(
                $"Cannot execute IN subquery with uncomparable types {operand.TypeName} and {type}", subquery.Position);
        }

        return new BoundSubquery(
            SqlType.Bool, SubqueryKind.In, QueryBinder.WithOutputTypes(query, [common]), Coercion.To(operand, common)!);
    }

    private static SqlType SingleValueType(BoundQuery query, string what, SourcePosition position)
    {
        if (query.IsStructValue) return ResultFields.StructTypeOf(query);

        return query.Outputs.Count == 1
            ? query.Outputs[0].Type
            : throw new GoogleSqlException(
                $"{what} cannot have more than one column unless using SELECT AS STRUCT to build STRUCT values", position);
    }
}
