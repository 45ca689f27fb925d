using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Types;
using PmpPulse.GoogleSql.Typing;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>CONCAT and <c>||</c> of arrays, of BYTES, or of anything that can be cast to STRING.</summary>
internal static class ConcatBinder
{
    public static BoundExpression Bind(CallBinder call)
    {
        call.RequireCount(1, int.MaxValue);
        var arguments = Enumerable.Range(0, call.Count).Select(call.Argument).ToArray();
        return arguments.Any(argument => argument.Type.IsArray)
            ? throw call.NoMatch("CONCAT([STRING, ...])", "CONCAT([BYTES, ...])")
            : Bind(arguments, call.Call.Position);
    }

    public static BoundExpression Bind(BoundExpression[] operands, SourcePosition position)
    {
        var texts = operands.Any(operand => operand.Type.Kind is SqlTypeKind.Bytes or SqlTypeKind.Array)
            ? operands
            : operands.Select(operand => CastRules.Bind(operand, SqlType.String, false) ?? operand).ToArray();
        return Overloads.Apply("||", position, texts);
    }
}
