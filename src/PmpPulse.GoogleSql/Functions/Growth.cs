using PmpPulse.GoogleSql.Binding.Tree;
using PmpPulse.GoogleSql.Emitting;
using static PmpPulse.GoogleSql.Emitting.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// Bounds what functions make out of their arguments. A text that doubles at each level of a query would have filled all memory
/// after thirty; so what can grow by more than the statement's own text is measured while the statement runs, and fails past the bound.
/// </summary>
internal static class Growth
{
    // BigQuery's limit of a row that is streamed in
    private const int MostBytes = 10 * 1024 * 1024;

    // more than that of a literal needs to be reckoned with
    private const int ShortText = 16;

    private static readonly Sql Bytes = Sql.Number(MostBytes);

    /// <summary>The call with its result measured.</summary>
    public static BoundCall Measured(BoundCall call, string function) => call with { Template = Measured(call.Template, call.Type, function) };

    /// <summary>The same where more than one argument is of unknown size: one alone grows by no more than the statement's text.</summary>
    public static BoundCall MeasuredWhereJoined(BoundCall call, string function) =>
        call.Arguments.Count(argument => argument is not BoundLiteral) > 1 ? Measured(call, function) : call;

    /// <summary>REPLACE(text, from, to).</summary>
    public static BoundExpression Replace(CallBinder call)
    {
        call.RequireCount(3, 3);
        BoundExpression[] arguments = [call.Argument(0, SqlType.String), call.Argument(1, SqlType.String), call.Argument(2, SqlType.String)];
        var searched = MatchCost.SearchedOnce(arguments[1], "REPLACE");
        var replaced = new BoundCall(SqlType.String, $"CASE WHEN {B} = '' THEN {A} ELSE replace({searched}, {B}, {C}) END", arguments);
        return (TextOf(arguments[1]), TextOf(arguments[2])) switch
        {
            ({ } from, { } to) when to.Length <= from.Length => replaced,
            (_, { } to) when to.Length <= ShortText => Measured(replaced, "REPLACE"),
            _ => Measured(
                replaced with
                {
                    Template = $"list_transform([{searched}], lambda t: CASE WHEN {B} = '' THEN t WHEN (strlen(t) // strlen({B})) * strlen({C}) > {Bytes}"
                        + $" AND ((strlen(t) - strlen(replace(t, {B}, ''))) // strlen({B})) * strlen({C}) > {Bytes} THEN {TooLong("REPLACE")} ELSE replace(t, {B}, {C}) END)[1]",
                },
                "REPLACE"),
        };
    }

    /// <summary>REGEXP_REPLACE(text, pattern, replacement); both engines are RE2.</summary>
    public static BoundExpression RegexpReplace(CallBinder call)
    {
        call.RequireCount(3, 3);
        RegexpBinder.RequireModest(call.Argument(1, SqlType.String), call.Call.Arguments[1].Position);
        BoundExpression[] arguments = [call.Argument(0, SqlType.String), call.Argument(1, SqlType.String), call.Argument(2, SqlType.String)];

        // a match may be empty, so there may be one more than there are bytes; a group in the replacement brings its text along
        Template factor = TextOf(arguments[2]) is { } text ? (Template)$"{Sql.Number(text.Length + text.Count(c => c == '\\'))}" : $"(2 * strlen({C}))";
        return new BoundCall(
            SqlType.String,
            $"list_transform([{MatchCost.Matched(arguments[1], "REGEXP_REPLACE")}], lambda t: CASE WHEN (strlen(t) + 1) * {factor} > {Bytes} THEN {TooLong("REGEXP_REPLACE")} ELSE regexp_replace(t, {RegexpBinder.PatternOf(arguments[1])}, {C}, 'g') END)[1]",
            arguments);
    }

    /// <summary>ARRAY_TO_STRING(array, separator, [text for NULL]).</summary>
    public static BoundExpression ArrayToString(CallBinder call)
    {
        call.RequireCount(2, 3);
        var texts = call.Argument(0, SqlType.ArrayOf(SqlType.String));
        BoundExpression[] arguments = [texts, .. Enumerable.Range(1, call.Count - 1).Select(i => call.Argument(i, SqlType.String))];

        // DuckDB's passes NULLs over, as BigQuery's does without a text for them
        Template items = call.Count == 2 ? (Template)A : $"list_transform({A}, lambda e: COALESCE(e, {C}))";
        // and takes a separator that is constant only
        var joined = new BoundCall(
            SqlType.String,
            arguments[1] is BoundLiteral { Value: string }
                ? (Template)$"array_to_string({items}, {B})"
                : $"substring(array_to_string(list_transform({items}, lambda i: {B} || i), ''), length({B}) + 1)",
            arguments);
        if (arguments.Skip(1).All(argument => TextOf(argument)?.Length <= ShortText))
        {
            return Measured(joined, "ARRAY_TO_STRING");
        }

        Template added = call.Count == 2 ? (Template)$"strlen({B})" : $"(strlen({B}) + strlen({C}))";
        return Measured(
            joined with { Template = $"CASE WHEN len({A}) * {added} > {Bytes} THEN {TooLong("ARRAY_TO_STRING")} ELSE {joined.Template} END" },
            "ARRAY_TO_STRING");
    }

    private static string? TextOf(BoundExpression expression) => (expression as BoundLiteral)?.Value as string;

    private static Template Measured(Template value, SqlType type, string function)
    {
        Template size = type.Kind switch
        {
            SqlTypeKind.Array => $"len(s)",
            SqlTypeKind.Bytes => $"octet_length(s)",
            _ => $"strlen(s)",
        };
        return $"list_transform([{value}], lambda s: CASE WHEN {size} > {Bytes} THEN {TooLong(function)} ELSE s END)[1]";
    }

    private static Failure TooLong(string function) => new($"{Sql.Text($"Output of {function} exceeds max allowed output size of 10MB")}");
}
