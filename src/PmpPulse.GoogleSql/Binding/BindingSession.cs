using System.Runtime.CompilerServices;
using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Statements;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>
/// The state that one translation shares among its binders: catalog, options, alias counter, referenced tables, and the limits on depth and
/// size.
/// </summary>
internal sealed class BindingSession(ICatalog catalog, TranslationOptions options)
{
    // DuckDB's planner recurses too, on a pool thread's 1.5 MB stack
    private const int MaximumDepth = 400;
    private const int MaximumViewDepth = 16;
    private const int LevelsOfQuery = 3;

    /// <summary>Cost of a literal, where a shallow expression costs 10.</summary>
    public const int LiteralWork = 4;

    // larger statements are refused: views that each read two views grow exponentially
    private const int MaximumWork = 1_200_000;

    private readonly List<TableId> _referenced = [];
    private BoundParameters? _parameters;
    private int _names;
    private int _relations;
    private int _depth;
    private int _deepest;
    private int _work;

    public ICatalog Catalog { get; } = catalog;

    public TranslationOptions Options { get; } = options;

    public BoundParameters Parameters => _parameters ??= new BoundParameters(this);

    public IReadOnlyList<TableId> Referenced => _referenced;

    /// <summary>The statement's instant. Asking for it is remembered in <see cref="ReadsClock"/>.</summary>
    public DateTimeOffset Clock
    {
        get
        {
            ReadsClock = true;
            return Options.CurrentTimestamp;
        }
    }

    /// <summary>Whether the statement depends on the time it is run at.</summary>
    public bool ReadsClock { get; private set; }

    /// <summary>Whether the statement refers to a view.</summary>
    public bool ReadsViews { get; private set; }

    /// <summary>The appended rows to read of stored tables; null for all.</summary>
    public AppendRange? Appends { get; set; }

    /// <summary>The project of unqualified table names: the statement's, or inside a view the view's.</summary>
    public string? Project { get; set; } = options.ProjectId;

    /// <summary>The statement's default dataset; null inside a view, where it does not apply.</summary>
    public string? DefaultDataset => ViewDepth > 0 ? null : Options.DefaultDataset;

    /// <summary>How many nested views are being expanded.</summary>
    public int ViewDepth { get; private set; }

    /// <summary>Returns a DuckDB alias that is unique in the statement.</summary>
    public string NextAlias() => $"t{++_names}";

    public void Reference(TableId table)
    {
        if (!_referenced.Contains(table)) _referenced.Add(table);
    }

    /// <summary>Bounds recursion over trees. Every recursive rule enters, and leaves by disposing the result.</summary>
    public Descent Enter(SourcePosition position) => Enter(1, position);

    /// <summary>Enters a query, which takes several levels of DuckDB's plan.</summary>
    public Descent EnterQuery(SourcePosition position) => Enter(LevelsOfQuery, position);

    /// <summary>Counts work that adds no nesting level.</summary>
    public void Spend(int work, SourcePosition position)
    {
        if ((_work += work) > MaximumWork) throw Limits.Exceeded("it has too many expressions", position);
    }

    /// <summary>Counts one more relation that the statement reads.</summary>
    public void AddRelation(SourcePosition position) => AddRelations(1, position);

    /// <summary>Counts another read of a query that is already bound: its relations and levels.</summary>
    public void Repeat(QuerySize size, SourcePosition position)
    {
        AddRelations(size.Relations, position);
        Enter(size.Levels, position).Dispose();
    }

    /// <summary>Starts measuring a query's size; <see cref="Measured"/> ends it.</summary>
    public Measure StartMeasure()
    {
        var measure = new Measure(_relations, _depth, _deepest);
        _deepest = _depth;
        return measure;
    }

    public QuerySize Measured(Measure measure)
    {
        var size = new QuerySize(_relations - measure.Relations, _deepest - measure.Depth);

        // a definition counts each time it is read, not where it is defined
        _relations = measure.Relations;
        _deepest = Math.Max(_deepest, measure.Deepest);
        return size;
    }

    public ViewDescent EnterView(TableId view, SourcePosition position)
    {
        ReadsViews = true;
        if (++ViewDepth > MaximumViewDepth) throw new GoogleSqlException($"View {view} is nested too deeply, or reads itself", position);

        return new ViewDescent(this);
    }

    private void AddRelations(int count, SourcePosition position)
    {
        _relations += count;
        Limits.Require(_relations, Limits.Relations, "tables and subqueries", position);
    }

    private Descent Enter(int levels, SourcePosition position)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        _depth += levels;
        _deepest = Math.Max(_deepest, _depth);
        if (_depth > MaximumDepth) throw Limits.Exceeded("it is nested too deeply", position);

        // deep expressions cost DuckDB more than shallow ones
        Spend(10 + (10 * _depth / 16), position);
        return new Descent(this, levels);
    }

    internal readonly struct Descent(BindingSession session, int levels) : IDisposable
    {
        public void Dispose() => session._depth -= levels;
    }

    internal readonly struct ViewDescent(BindingSession session) : IDisposable
    {
        public void Dispose() => session.ViewDepth--;
    }

    internal readonly record struct Measure(int Relations, int Depth, int Deepest);
}

/// <summary>What one more read of a query adds to a statement.</summary>
internal readonly record struct QuerySize(int Relations, int Levels);
