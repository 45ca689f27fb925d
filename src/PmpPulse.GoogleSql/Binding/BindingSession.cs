using System.Runtime.CompilerServices;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>What one translation shares among its binders: the catalog, the options, fresh names, the tables seen.</summary>
internal sealed class BindingSession(ICatalog catalog, TranslationOptions options)
{
    private const int MaximumDepth = 400;
    private const int MaximumViewDepth = 16;

    // views that read views twice each multiply: what grows past this is refused
    private const int MaximumSteps = 500_000;

    private readonly List<TableId> _referenced = [];
    private int _relations;
    private int _depth;
    private int _steps;

    public ICatalog Catalog { get; } = catalog;

    public TranslationOptions Options { get; } = options;

    public IReadOnlyList<TableId> Referenced => _referenced;

    /// <summary>The project of table names that give none: the statement's, or within a view the view's.</summary>
    public string? Project { get; set; } = options.ProjectId;

    /// <summary>The statement's default dataset, which does not count within a view.</summary>
    public string? DefaultDataset => ViewDepth > 0 ? null : Options.DefaultDataset;

    /// <summary>How many views are being expanded within each other.</summary>
    public int ViewDepth { get; private set; }

    /// <summary>A DuckDB alias that no other relation of the statement has.</summary>
    public string NextAlias() => $"t{++_relations}";

    public void Reference(TableId table)
    {
        if (!_referenced.Contains(table))
        {
            _referenced.Add(table);
        }
    }

    /// <summary>Bounds the recursion over trees: every rule that descends enters, and leaves by disposing.</summary>
    public Descent Enter(SourcePosition position)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (++_depth > MaximumDepth || ++_steps > MaximumSteps)
        {
            throw new GoogleSqlException("Resources exceeded during query execution: Not enough resources for query planning - the query is too large or nested too deeply", position);
        }

        return new Descent(this);
    }

    public ViewDescent EnterView(TableId view, SourcePosition position)
    {
        if (++ViewDepth > MaximumViewDepth)
        {
            throw new GoogleSqlException($"View {view} is nested too deeply, or reads itself", position);
        }

        return new ViewDescent(this);
    }

    internal readonly struct Descent(BindingSession session) : IDisposable
    {
        public void Dispose() => session._depth--;
    }

    internal readonly struct ViewDescent(BindingSession session) : IDisposable
    {
        public void Dispose() => session.ViewDepth--;
    }
}
