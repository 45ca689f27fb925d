using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.Parsing.Ast;
using PmpPulse.GoogleSql.Statements;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>The statement's parameters as constants. Each is built once, however often it is referenced.</summary>
internal sealed class BoundParameters(BindingSession session)
{
    // BigQuery's limit
    private const int MaximumParameters = 10_000;

    private readonly Dictionary<QueryParameter, BoundExpression> _bound = new(ReferenceEqualityComparer.Instance);
    private QueryParameter[]? _positional;
    private Dictionary<string, QueryParameter>? _named;

    /// <summary>The constant a reference stands for; null if there is no such parameter.</summary>
    public BoundExpression? Find(ParameterExpression reference)
    {
        if (ParameterOf(reference) is not { } parameter) return null;

        if (!_bound.TryGetValue(parameter, out var bound))
        {
            _bound.Add(parameter, bound = ParameterBinder.Bind(parameter, reference.Position));
        }

        return bound;
    }

    private QueryParameter? ParameterOf(ParameterExpression reference)
    {
        if (_positional is null)
        {
            var all = session.Options.Parameters;
            Limits.Require(all.Count, MaximumParameters, "query parameters", reference.Position);
            _positional = all.Where(p => p.Name is null).ToArray();
            _named = new Dictionary<string, QueryParameter>(StringComparer.OrdinalIgnoreCase);
            foreach (var parameter in all.Where(p => p.Name is not null)) _named.TryAdd(parameter.Name!, parameter);
        }

        return reference.Name is null ? _positional.ElementAtOrDefault(reference.Index) : _named!.GetValueOrDefault(reference.Name);
    }
}
