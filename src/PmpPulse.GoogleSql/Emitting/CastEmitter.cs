using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Types;
using PmpPulse.GoogleSql.Typing;

namespace PmpPulse.GoogleSql.Emitting;

/// <summary>Emits casts; arrays and structs are cast element by element.</summary>
internal sealed class CastEmitter(ExpressionEmitter expressions)
{
    public Sql Emit(BoundCast cast)
    {
        // casting an array copies it; STRING and BYTES share their storage, and any other type's text is short
        var operand = expressions.Emit(cast.Operand);
        var isConstant = operand.IsConstant;
        operand = cast.Type.IsArray ? Claims.Operand("CAST", operand, cast.Operand.Type, times: 2) : operand;
        return Emit(operand, cast.Operand.Type, cast.Type, cast.IsSafe, cast.Operand is BoundField, 0).AsConstant(isConstant);
    }

    private static Sql Emit(Sql operand, SqlType from, SqlType to, bool isSafe, bool isField, int depth)
    {
        if (from.Equals(to)) return operand;

        if (from.IsArray)
        {
            // each nested lambda needs its own parameter name
            Sql element = $"e{Sql.Number(depth)}";
            return $"list_transform({operand}, lambda {element}: {Emit(element, from.ElementType!, to.ElementType!, isSafe, false, depth + 1)})";
        }

        if (from.IsStruct)
        {
            var fromNames = from.DuckDbFieldNames;
            var toNames = to.DuckDbFieldNames;
            var fields = from.Fields.Select((f, i) =>
                (Sql)$"{Sql.Name(toNames[i])} := {Emit($"({operand}).{Sql.Name(fromNames[i])}", f.Type, to.Fields[i].Type, isSafe, true, depth)}");
            return $"CASE WHEN {operand} IS NOT NULL THEN struct_pack({Sql.List(fields)}) END";
        }

        if (isField && from.Kind == SqlTypeKind.String)
        {
            // DuckDB moves a bare cast of a struct's field out of the CASE that guards it, so it would fail for other rows
            operand = $"({operand} || '')";
        }

        var text = CastRules.Template(from.Kind, to.Kind)!.Fill([operand], to);
        return isSafe ? $"TRY({text})" : text;
    }
}
