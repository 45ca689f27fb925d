using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Parsing.Ast;
using PmpPulse.GoogleSql.Types;
using PmpPulse.GoogleSql.Typing;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>What a <see cref="SpecialBinder"/> works with: the call, its arguments, and helpers that refuse them.</summary>
internal sealed class CallBinder(FunctionCall call, Func<Expression, BoundExpression> bind, Func<DateTimeOffset> clock)
{
    private readonly BoundExpression?[] _bound = new BoundExpression?[call.Arguments.Count];

    public FunctionCall Call => call;

    /// <summary>The value of CURRENT_TIMESTAMP throughout the statement.</summary>
    public DateTimeOffset CurrentTimestamp => clock();

    public int Count => call.Arguments.Count;

    public BoundExpression Argument(int index) => _bound[index] ??= bind(call.Arguments[index]);

    /// <summary>The argument converted to that type; fails with "No matching signature" if it can't be.</summary>
    public BoundExpression Argument(int index, SqlType type) => Coercion.To(Argument(index), type) ?? throw NoMatch();

    /// <summary>A part of an argument, converted to that type.</summary>
    public BoundExpression Part(Expression part, SqlType type, string what) => Coercion.Require(bind(part), type, what, part.Position);

    public void RequireCount(int minimum, int maximum)
    {
        if (Count < minimum || Count > maximum) throw NoMatch();
    }

    /// <summary>The text of an argument that must be a literal or parameter.</summary>
    public string ConstantText(int index, string what) =>
        Argument(index) is BoundLiteral { Value: string text } literal && literal.Type.Kind == SqlTypeKind.String
        ? text
        : throw new GoogleSqlException(
            $"{what} of {call.Name.ToUpperInvariant()} must be a string literal or query parameter", call.Arguments[index].Position);

    /// <summary>A date part, which is written like a column: DAY, WEEK(MONDAY).</summary>
    public DatePart Part(int index) => DatePart.From(call.Arguments[index]);

    public GoogleSqlException NoMatch(params string[] signatures)
    {
        var types = call.Arguments.Select(
            (argument, i) => DatePart.TryFrom(argument) is { } part && IsUnresolvable(i) ? part.ToString() : Argument(i).TypeName);
        return Overloads.NoMatch($"function {call.Name.ToUpperInvariant()}", types, signatures, call.Position);
    }

    public GoogleSqlException Fail(string message) => new(message, call.Position);

    private bool IsUnresolvable(int index)
    {
        try
        {
            Argument(index);
            return false;
        }
        catch (GoogleSqlException)
        {
            return true;
        }
    }
}
