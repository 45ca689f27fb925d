using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Types;
using PmpPulse.GoogleSql.Typing;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// One signature of a function and its DuckDB translation, declared as text: <c>STARTS_WITH(STRING, STRING) -> BOOL</c>. <c>T</c>,
/// <c>T1</c>, … are type variables; <c>T...</c> takes one or more arguments.
/// </summary>
internal sealed record Signature
{
    private readonly TypePattern[] _parameters;
    private readonly TypePattern _result;
    private readonly bool _isVariadic;

    private Signature(
        string name,
        TypePattern[] parameters,
        TypePattern result,
        bool isVariadic,
        string text,
        Template? template,
        AggregateTemplate? aggregate)
    {
        Name = name;
        _parameters = parameters;
        _result = result;
        _isVariadic = isVariadic;
        Text = text;
        Template = template;
        Aggregate = aggregate;
    }

    /// <summary>The function's name.</summary>
    public string Name { get; }

    /// <summary>The parameter types. In a variadic signature the last one repeats.</summary>
    public IReadOnlyList<TypePattern> Parameters => _parameters;

    /// <summary>The signature as shown in error messages, without its result.</summary>
    public string Text { get; }

    /// <summary>See <see cref="FunctionTable.Scalar"/>.</summary>
    public CallMemory Memory { get; init; }

    /// <summary>See <see cref="FunctionTable.Scalar"/>.</summary>
    public bool Joins { get; init; }

    /// <summary>The DuckDB expression of a scalar function.</summary>
    public Template? Template { get; }

    /// <summary>The DuckDB form of an aggregate or analytic function.</summary>
    public AggregateTemplate? Aggregate { get; }

    public static Signature Parse(string declaration, Template? template, AggregateTemplate? aggregate)
    {
        var arrow = declaration.LastIndexOf("->", StringComparison.Ordinal);
        var call = declaration[..arrow].Trim();
        var open = call.IndexOf('(', StringComparison.Ordinal);
        var list = call[(open + 1)..^1];
        var isVariadic = list.EndsWith("...", StringComparison.Ordinal);
        var parameters = TypePattern.SplitList(isVariadic ? list[..^3] : list).Select(TypePattern.Parse).ToArray();
        var name = call[..open];
        return new Signature(
            name,
            parameters,
            TypePattern.Parse(declaration[(arrow + 2)..].Trim()),
            isVariadic,
            Show(name, parameters, isVariadic),
            template,
            aggregate);
    }

    /// <summary>Matches the arguments: null if they don't fit, otherwise the total conversion cost and the variables' types.</summary>
    public Match? TryMatch(IReadOnlyList<BoundExpression> arguments)
    {
        if (_isVariadic ? arguments.Count < _parameters.Length : arguments.Count != _parameters.Length) return null;

        var variables = new Dictionary<string, SqlType>();
        if (!TryInfer(arguments, variables)) return null;

        var cost = 0;
        for (var i = 0; i < arguments.Count; i++)
        {
            if (Coercion.Cost(arguments[i], PatternOf(i).Resolve(variables)) is not { } one) return null;

            cost += one;
        }

        return new Match(this, cost, variables);
    }

    private static string Show(string name, TypePattern[] parameters, bool isVariadic)
    {
        // show operators in infix form
        if (!char.IsAsciiLetter(name[0]) || name is "LIKE" or "IS DISTINCT FROM" or "IS NOT DISTINCT FROM")
        {
            return parameters.Length == 2
                ? $"{parameters[0]} {name} {parameters[1]}"
                : $"{name}({string.Join(", ", parameters.AsEnumerable())})";
        }

        name = name switch { "UNARY MINUS" => "-", "UNARY PLUS" => "+", _ => name };
        return isVariadic ? $"{name}([{parameters[^1]}, ...])" : $"{name}({string.Join(", ", parameters.AsEnumerable())})";
    }

    private TypePattern PatternOf(int argument) => _parameters[Math.Min(argument, _parameters.Length - 1)];

    private bool TryInfer(IReadOnlyList<BoundExpression> arguments, Dictionary<string, SqlType> variables)
    {
        foreach (var variable in _parameters.Select(p => p.Variable).Where(v => v is not null).Distinct())
        {
            // an array's element type can't be converted, so it decides
            SqlType? fromArrays = null;
            var scalars = new List<BoundExpression>();
            for (var i = 0; i < arguments.Count; i++)
            {
                var pattern = PatternOf(i);
                if (pattern.Variable != variable) continue;
                if (!pattern.IsArray)
                {
                    scalars.Add(arguments[i]);
                }
                else if (arguments[i] is not (BoundLiteral { IsUntypedNull: true } or BoundArray { IsUntyped: true }))
                {
                    if (!arguments[i].Type.IsArray) return false;

                    fromArrays = fromArrays is null
                        ? arguments[i].Type.ElementType!
                        : Coercion.Common(fromArrays, arguments[i].Type.ElementType!);
                    if (fromArrays is null) return false;
                }
            }

            if ((fromArrays ?? Coercion.Common(scalars)) is not { } type) return false;

            variables[variable!] = type;
        }

        return true;
    }

    /// <summary>A matching signature with the types of its variables.</summary>
    internal sealed record Match(Signature Signature, int Cost, Dictionary<string, SqlType> Variables)
    {
        public SqlType ResultType => Signature._result.Resolve(Variables);

        /// <summary>Whether the result is known to be one of the arguments. Arrays are copied.</summary>
        public bool ResultIsArgument => Signature._result.Variable is not null && !ResultType.IsArray;

        /// <summary>The arguments converted to the signature's types.</summary>
        public BoundExpression[] Convert(IReadOnlyList<BoundExpression> arguments) =>
            arguments.Select((argument, i) => Coercion.To(argument, Signature.PatternOf(i).Resolve(Variables))!).ToArray();
    }
}
