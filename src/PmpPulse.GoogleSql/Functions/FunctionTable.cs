using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>Collects functions by name. Signatures that share a name are overloads of one function.</summary>
internal sealed class FunctionTable
{
    private readonly Dictionary<string, Function> _functions = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyDictionary<string, Function> Functions => _functions;

    /// <summary>A scalar function's signature with its DuckDB template.</summary>
    /// <param name="declaration">The signature.</param>
    /// <param name="template">Its DuckDB expression.</param>
    /// <param name="isVolatile">Two calls may answer differently.</param>
    /// <param name="memory">Who counts the memory of its result.</param>
    /// <param name="joins">The result is the arguments, concatenated.</param>
    public void Scalar(string declaration, Template template, bool isVolatile = false, CallMemory memory = CallMemory.OfArguments, bool joins = false) =>
        Add(FunctionKind.Scalar, Signature.Parse(declaration, template, null) with { Memory = joins ? CallMemory.ClaimedWithin : memory, Joins = joins }, AggregateTraits.None, isVolatile);

    /// <summary>An aggregate's signature with its DuckDB function, the arguments of that function, and what is done to its result.</summary>
    public void Aggregate(string declaration, Sql function, Template arguments, AggregateTraits traits = AggregateTraits.Distinct, Template? result = null) =>
        Add(FunctionKind.Aggregate, Signature.Parse(declaration, null, new AggregateTemplate(function, arguments, result ?? A)), traits, false);

    /// <summary>A function that needs OVER.</summary>
    public void Analytic(string declaration, Sql function, Template arguments, AggregateTraits traits = AggregateTraits.None) =>
        Add(FunctionKind.Analytic, Signature.Parse(declaration, null, new AggregateTemplate(function, arguments, A)), traits, false);

    /// <summary>A scalar function with a binder of its own.</summary>
    public void Special(string name, SpecialBinder binder) =>
        _functions.Add(name, new Function(name, FunctionKind.Scalar) { Special = binder });

    /// <summary>The same function under another name.</summary>
    public void Alias(string alias, string name) => _functions.Add(alias, _functions[name] with { Name = alias });

    private void Add(FunctionKind kind, Signature signature, AggregateTraits traits, bool isVolatile)
    {
        var function = _functions.GetValueOrDefault(signature.Name) ?? new Function(signature.Name, kind) { Traits = traits, IsVolatile = isVolatile };
        _functions[signature.Name] = function with { Signatures = [.. function.Signatures, signature] };
    }
}
