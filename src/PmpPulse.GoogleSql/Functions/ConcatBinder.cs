using PmpPulse.GoogleSql.Binding;
using PmpPulse.GoogleSql.Binding.Tree;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>CONCAT of STRINGs, of BYTES, or of anything that has a text.</summary>
internal static class ConcatBinder
{
    public static BoundExpression Bind(CallBinder call)
    {
        call.RequireCount(1, int.MaxValue);
        var arguments = Enumerable.Range(0, call.Count).Select(call.Argument).ToArray();
        if (arguments.Any(argument => argument.Type.Kind == SqlTypeKind.Bytes))
        {
            return ExpressionBinder.ApplyOperator("||", call.Call.Position, arguments);
        }

        var texts = arguments.Select(argument => CastRules.Bind(argument, SqlType.String, false) ?? throw call.NoMatch("CONCAT([STRING, ...])", "CONCAT([BYTES, ...])"));
        return ExpressionBinder.ApplyOperator("||", call.Call.Position, texts.ToArray());
    }
}
