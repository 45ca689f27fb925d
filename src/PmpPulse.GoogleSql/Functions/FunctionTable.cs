namespace PmpPulse.GoogleSql.Functions;

/// <summary>Collects functions by name. Signatures of one name declared one after another are overloads of one function.</summary>
internal sealed class FunctionTable
{
    private readonly Dictionary<string, Function> _functions = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyDictionary<string, Function> Functions => _functions;

    /// <summary>A scalar function's signature with its DuckDB template.</summary>
    public void Scalar(string declaration, string template, bool isVolatile = false) =>
        Add(FunctionKind.Scalar, declaration, template, AggregateTraits.None, isVolatile);

    /// <summary>An aggregate's signature; see <see cref="Binding.AggregateRules.Split"/> for its template.</summary>
    public void Aggregate(string declaration, string template, AggregateTraits traits = AggregateTraits.Distinct) =>
        Add(FunctionKind.Aggregate, declaration, template, traits, false);

    /// <summary>A function that needs OVER.</summary>
    public void Analytic(string declaration, string template, AggregateTraits traits = AggregateTraits.None) =>
        Add(FunctionKind.Analytic, declaration, template, traits, false);

    /// <summary>A scalar function with a binder of its own.</summary>
    public void Special(string name, SpecialBinder binder) =>
        _functions.Add(name, new Function(name, FunctionKind.Scalar) { Special = binder });

    /// <summary>The same function under another name.</summary>
    public void Alias(string alias, string name) => _functions.Add(alias, _functions[name] with { Name = alias });

    private void Add(FunctionKind kind, string declaration, string template, AggregateTraits traits, bool isVolatile)
    {
        var signature = Signature.Parse(declaration, template);
        var function = _functions.GetValueOrDefault(signature.Name) ?? new Function(signature.Name, kind) { Traits = traits, IsVolatile = isVolatile };
        _functions[signature.Name] = function with { Signatures = [.. function.Signatures, signature] };
    }
}
