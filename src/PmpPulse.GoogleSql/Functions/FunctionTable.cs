using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>Collects functions by name. Signatures that share a name are overloads of one function.</summary>
internal sealed class FunctionTable
{
    private readonly Dictionary<string, Function> _functions = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyDictionary<string, Function> Functions => _functions;

    /// <summary>Adds a signature of a scalar function.</summary>
    /// <param name="declaration">The signature.</param>
    /// <param name="template">Its DuckDB expression.</param>
    /// <param name="isVolatile">Whether repeated calls may return different values.</param>
    /// <param name="memory">How the memory of its result is accounted for.</param>
    /// <param name="joins">Whether the result is the concatenation of the arguments.</param>
    public void Scalar(
        string declaration, Template template, bool isVolatile = false, CallMemory memory = CallMemory.OfArguments, bool joins = false) =>
        Add(
            FunctionKind.Scalar,
            Signature.Parse(declaration, template, null) with { Memory = joins ? CallMemory.ClaimedWithin : memory, Joins = joins },
            AggregateTraits.None,
            isVolatile);

    /// <summary>Adds a signature of an aggregate function: the DuckDB function, its arguments, and what is applied to its result.</summary>
    public void Aggregate(
        string declaration, Sql function, Template arguments, AggregateTraits traits = AggregateTraits.Distinct, Template? result = null) =>
        Aggregate(declaration, new AggregateTemplate(function, arguments, result ?? A), traits);

    /// <summary>Adds a signature of an aggregate function.</summary>
    public void Aggregate(string declaration, AggregateTemplate template, AggregateTraits traits = AggregateTraits.Distinct) =>
        Add(FunctionKind.Aggregate, Signature.Parse(declaration, null, template), traits, false);

    /// <summary>Adds a signature of a function that requires OVER.</summary>
    public void Analytic(string declaration, Sql function, Template arguments, AggregateTraits traits = AggregateTraits.None) =>
        Add(FunctionKind.Analytic, Signature.Parse(declaration, null, new AggregateTemplate(function, arguments, A)), traits, false);

    /// <summary>Adds a scalar function with its own binder.</summary>
    public void Special(string name, SpecialBinder binder) =>
        _functions.Add(name, new Function(name, FunctionKind.Scalar) { Special = binder });

    /// <summary>Adds another name for a function.</summary>
    public void Alias(string alias, string name) => _functions.Add(alias, _functions[name] with { Name = alias });

    private void Add(FunctionKind kind, Signature signature, AggregateTraits traits, bool isVolatile)
    {
        var function = _functions.GetValueOrDefault(signature.Name)
            ?? new Function(signature.Name, kind) { Traits = traits, IsVolatile = isVolatile };
        _functions[signature.Name] = function with { Signatures = [.. function.Signatures, signature] };
    }
}
