using System.Runtime.CompilerServices;
using PmpPulse.GoogleSql.Bound;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>Finds the column that holds an equal expression (<see cref="BoundTree.Same"/>) without comparing them all.</summary>
internal sealed class ExpressionIndex
{
    private readonly Dictionary<int, List<(BoundColumnSource Column, BoundExpression Value)>> _buckets = [];

    // each expression is hashed once, not once per enclosing expression
    private readonly Dictionary<BoundExpression, int> _hashes = new(ReferenceEqualityComparer.Instance);

    public void Add(BoundColumnSource column, BoundExpression value)
    {
        var hash = Hash(value);
        if (!_buckets.TryGetValue(hash, out var bucket)) _buckets.Add(hash, bucket = []);

        bucket.Add((column, value));
    }

    public BoundColumnSource? Find(BoundExpression expression)
    {
        if (_buckets.Count == 0 || !_buckets.TryGetValue(Hash(expression), out var bucket)) return null;

        foreach (var (column, value) in bucket)
        {
            if (BoundTree.Same(value, expression)) return column;
        }

        return null;
    }

    private int Hash(BoundExpression expression)
    {
        if (_hashes.TryGetValue(expression, out var known)) return known;

        RuntimeHelpers.EnsureSufficientExecutionStack();
        var hash = new HashCode();
        hash.Add(expression.Type.Kind);
        switch (expression)
        {
            case BoundLiteral { Value: byte[] bytes }:
                hash.AddBytes(bytes);
                break;
            case BoundLiteral literal:
                hash.Add(literal.Value);
                break;
            case BoundColumn column:
                hash.Add(RuntimeHelpers.GetHashCode(column.Column));
                break;
            case BoundCall call:
                hash.Add(call.Template);
                break;
            case BoundField access:
                hash.Add(access.Index);
                break;
            case BoundAggregate aggregate:
                hash.Add(aggregate.Template.Arguments);
                break;
        }

        foreach (var child in BoundTree.Children(expression)) hash.Add(Hash(child));

        return _hashes[expression] = hash.ToHashCode();
    }
}
