using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Typing;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>Resolves a call to the best matching signature of a function or operator.</summary>
internal static class Overloads
{
    /// <summary>Binds a call of a function.</summary>
    /// <exception cref="GoogleSqlException">No signature matches.</exception>
    public static BoundExpression Call(Function function, IReadOnlyList<BoundExpression> arguments, SourcePosition position) =>
        MakeCall(Match(function, arguments, position), arguments, function.IsVolatile);

    public static Signature.Match Match(Function function, IReadOnlyList<BoundExpression> arguments, SourcePosition position) =>
        Resolve(function, arguments)
        ?? throw NoMatch(
            $"{(function.Kind == FunctionKind.Scalar ? "" : function.Kind == FunctionKind.Aggregate ? "aggregate " : "analytic ")}function {function.Name}",
            arguments.Select(operand => operand.TypeName),
            function.Signatures.Select(s => s.Text).ToArray(),
            position);

    /// <summary>Applies an operator.</summary>
    /// <exception cref="GoogleSqlException">The operator does not accept these operands.</exception>
    public static BoundExpression Apply(string name, SourcePosition position, params BoundExpression[] operands)
    {
        var function = FunctionCatalog.Operators[name];
        var match = Resolve(function, operands);
        if (match is null || (IsComparison(name) && operands.FirstOrDefault(o => !TypeTraits.IsComparable(o.Type, name)) is not null))
        {
            var signatures = function.Signatures.Select(s => s.Text).ToArray();
            throw NoMatch(
                $"operator {(name.StartsWith("UNARY", StringComparison.Ordinal) ? name[^5..] == "MINUS" ? "-" : "+" : name)}",
                operands.Select(operand => operand.TypeName),
                signatures,
                position);
        }

        return name == "LIKE" ? LikeBinder.Bind(match.Convert(operands), position) : MakeCall(match, operands, isVolatile: false);
    }

    private static BoundExpression MakeCall(Signature.Match match, IReadOnlyList<BoundExpression> arguments, bool isVolatile)
    {
        var converted = match.Convert(arguments);

        // DuckDB folds text || NULL to an untyped NULL
        if (match.Signature.Joins && converted.Any(argument => argument is BoundLiteral { Value: null }))
        {
            return new BoundLiteral(match.ResultType, null);
        }

        return new BoundCall(match.ResultType, match.Signature.Template!, converted)
        {
            Function = match.Signature.Name == "||" ? "CONCAT" : match.Signature.Name,
            IsVolatile = isVolatile,
            Memory = match.ResultIsArgument ? CallMemory.None : match.Signature.Memory,
        };
    }

    private static bool IsComparison(string name) => name is "=" or "!=" or "<" or "<=" or ">" or ">=" or "BETWEEN" or "IN";

    private static Signature.Match? Resolve(Function function, IReadOnlyList<BoundExpression> arguments)
    {
        Signature.Match? best = null;
        foreach (var signature in function.Signatures)
        {
            if (signature.TryMatch(arguments) is { } match && (best is null || match.Cost < best.Cost)) best = match;
        }

        return best;
    }

    /// <summary>The error for a call that matches no signature.</summary>
    public static GoogleSqlException NoMatch(
        string what, IEnumerable<string> types, IReadOnlyList<string> signatures, SourcePosition position)
    {
        var supported = signatures.Count switch
        {
            0 => "",
            1 => $". Supported signature: {signatures[0]}",
            _ => $". Supported signatures: {string.Join("; ", signatures)}",
        };
        var list = string.Join(", ", types);
        return new GoogleSqlException(
            list.Length == 0
                ? $"No matching signature for {what} with no arguments{supported}"
                : $"No matching signature for {what} for argument types: {list}{supported}",
            position);
    }
}
