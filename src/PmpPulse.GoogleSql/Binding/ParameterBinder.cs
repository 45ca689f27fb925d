using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Statements;
using PmpPulse.GoogleSql.Types;
using PmpPulse.GoogleSql.Typing;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>Converts a parameter's value to a constant of its type.</summary>
internal static class ParameterBinder
{
    public static BoundExpression Bind(QueryParameter parameter, SourcePosition position) =>
        Bind(parameter, parameter.Type, parameter.Value, position);

    private static BoundExpression Bind(QueryParameter parameter, SqlType type, ParameterValue value, SourcePosition position)
    {
        if (type.IsArray)
        {
            // BigQuery has no NULL arrays as parameters: they are empty
            return new BoundArray(type, (value.Items ?? []).Select(item => Bind(parameter, type.ElementType!, item, position)).ToArray());
        }

        if (type.IsStruct)
        {
            return value.Fields is null
                ? new BoundLiteral(type, null)
                : new BoundStruct(
                    type, type.Fields.Select(field => Bind(parameter, field.Type, FieldOf(value, field.Name), position)).ToArray());
        }

        if (value.Text is null) return new BoundLiteral(type, null);

        var bound = TextLiterals.TryParse(value.Text, type)
            ?? throw new GoogleSqlException(
                $"Invalid value for query parameter {parameter.Name ?? "?"}: \"{value.Text}\" is not a value of type {type}", position);
        return bound is BoundLiteral literal && type.Kind == SqlTypeKind.String ? literal with { IsLiteral = true } : bound;
    }

    private static ParameterValue FieldOf(ParameterValue value, string? name) =>
        value.Fields!.FirstOrDefault(pair => NameScope.SameName(pair.Key, name)).Value ?? new ParameterValue();
}
