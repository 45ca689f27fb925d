using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Typing;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>GREATEST and LEAST. NULL if any argument is NULL; DuckDB's ignore NULLs.</summary>
internal static class ExtremeBinder
{
    public static BoundExpression Bind(CallBinder call, Sql function)
    {
        call.RequireCount(1, int.MaxValue);
        var arguments = Enumerable.Range(0, call.Count).Select(call.Argument).ToArray();
        var type = Coercion.Common(arguments);
        if (type is null || !TypeTraits.IsOrderable(type)) throw call.NoMatch($"{call.Call.Name.ToUpperInvariant()}(ANY, [ANY, ...])");

        var nulls = Template.Join($" OR ", Enumerable.Range(0, call.Count).Select(i => (Template)$"{Argument(i)} IS NULL"));
        return new BoundCall(
            type,
            $"CASE WHEN {nulls} THEN NULL ELSE {function}({All}) END",
            arguments.Select(argument => Coercion.To(argument, type)!).ToArray());
    }
}
