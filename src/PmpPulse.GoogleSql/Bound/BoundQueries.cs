using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Bound;

/// <summary>A column of one relation in the statement; compared by identity.</summary>
/// <param name="relation">The DuckDB alias of the relation, unique in the statement.</param>
/// <param name="name">The column's DuckDB name, unique in the relation.</param>
/// <param name="type">The column's type.</param>
internal sealed class BoundColumnSource(string relation, string name, SqlType type)
{
    public string Relation { get; } = relation;

    public string Name { get; } = name;

    public SqlType Type { get; } = type;

    /// <summary>The column's name in error messages.</summary>
    public string DisplayName { get; init; } = name;

    /// <summary>Whether this is a stored REPEATED column, whose absent array reads as empty.</summary>
    public bool NullMeansEmpty { get; init; }

    /// <summary>Whether this is a stored JSON column that may hold references to documents.</summary>
    public bool MayRefer { get; init; }
}

/// <summary>An output column of a query.</summary>
/// <param name="Name">GoogleSQL's name; null for an anonymous one.</param>
/// <param name="DuckDbName">The column's name in the emitted query, where it is unique.</param>
/// <param name="Type">The column's type.</param>
/// <param name="Value">The expression, if the query is a SELECT.</param>
internal sealed record BoundOutput(string? Name, string DuckDbName, SqlType Type, BoundExpression? Value);

internal sealed record BoundQuery(
    IReadOnlyList<BoundCommonTable> With,
    BoundQueryBody Body,
    IReadOnlyList<BoundOutput> Outputs,
    IReadOnlyList<BoundOrderItem> OrderBy,
    BoundExpression? Limit,
    BoundExpression? Offset)
{
    /// <summary>Whether this is SELECT AS STRUCT: as a value, the row is one struct.</summary>
    public bool IsStructValue { get; init; }

    /// <summary>A materialized view's query, with stored partial aggregates of the rows that it no longer reads.</summary>
    public BoundQuery WithPartials(ViewPartials partials)
    {
        var select = (BoundSelect)Body;
        return this with { Body = select with { Grouping = select.Grouping! with { Partials = partials } } };
    }
}

internal sealed record BoundCommonTable(string DuckDbName, BoundQuery Query);

internal abstract record BoundQueryBody;

/// <summary>A set operation. Inputs of other types are cast to the output types.</summary>
internal sealed record BoundSetOperation(
    Parsing.Ast.SetOperator Operator, IReadOnlyList<BoundQuery> Inputs, IReadOnlyList<BoundOutput> Outputs) : BoundQueryBody;

internal sealed record BoundSelect(IReadOnlyList<BoundOutput> Outputs) : BoundQueryBody
{
    public bool IsDistinct { get; init; }

    public BoundRelation? From { get; init; }

    public BoundExpression? Where { get; init; }

    /// <summary>The grouping below this select. The outputs, HAVING and windows see only its columns.</summary>
    public BoundGrouping? Grouping { get; init; }

    public BoundExpression? Having { get; init; }

    public BoundExpression? Qualify { get; init; }
}

/// <summary>The inner query of an aggregating SELECT: its keys and aggregates as columns of one relation.</summary>
internal sealed record BoundGrouping(
    string Alias,
    IReadOnlyList<(BoundColumnSource Column, BoundExpression Value)> Keys,
    IReadOnlyList<(BoundColumnSource Column, BoundExpression Value)> Aggregates)
{
    /// <summary>Partial aggregates of further rows, to be merged into the groups; null if there are none.</summary>
    public ViewPartials? Partials { get; init; }
}

internal abstract record BoundRelation;

internal sealed record BoundTable(Sql Name, string Alias) : BoundRelation
{
    /// <summary>The rows to read; null for all.</summary>
    public AppendRange? Appends { get; init; }
}

internal sealed record BoundSubqueryTable(BoundQuery Query, string Alias) : BoundRelation;

internal sealed record BoundCommonTableReference(string DuckDbName, string Alias) : BoundRelation;

/// <summary>An array's elements as rows.</summary>
internal sealed record BoundUnnest(
    BoundExpression Array, string Alias, BoundColumnSource Element, BoundColumnSource? Offset) : BoundRelation;

internal sealed record BoundJoin(Parsing.Ast.JoinKind Kind, BoundRelation Left, BoundRelation Right, BoundExpression? On) : BoundRelation;
