using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Bound;

/// <summary>One column of one relation of the statement; compared by identity.</summary>
/// <param name="relation">The DuckDB alias of the relation, unique in the statement.</param>
/// <param name="name">The column's DuckDB name, unique in the relation.</param>
/// <param name="type">The column's type.</param>
internal sealed class BoundColumnSource(string relation, string name, SqlType type)
{
    public string Relation { get; } = relation;

    public string Name { get; } = name;

    public SqlType Type { get; } = type;

    /// <summary>What messages call it.</summary>
    public string DisplayName { get; init; } = name;

    /// <summary>A REPEATED column of a stored table, where an absent array reads as an empty one.</summary>
    public bool NullMeansEmpty { get; init; }
}

/// <summary>An output column of a query.</summary>
/// <param name="Name">GoogleSQL's name; null for an anonymous one.</param>
/// <param name="DuckDbName">The name in the emitted query, unique in it.</param>
/// <param name="Type">The column's type.</param>
/// <param name="Value">The expression, where the query is a SELECT.</param>
internal sealed record BoundOutput(string? Name, string DuckDbName, SqlType Type, BoundExpression? Value);

internal sealed record BoundQuery(
    IReadOnlyList<BoundCommonTable> With,
    BoundQueryBody Body,
    IReadOnlyList<BoundOutput> Outputs,
    IReadOnlyList<BoundOrderItem> OrderBy,
    BoundExpression? Limit,
    BoundExpression? Offset)
{
    /// <summary>SELECT AS STRUCT: where a value is wanted, the row is one struct.</summary>
    public bool IsStructValue { get; init; }
}

internal sealed record BoundCommonTable(string DuckDbName, BoundQuery Query);

internal abstract record BoundQueryBody;

/// <summary>A set operation; an input whose types are not yet those of the outputs is cast to them.</summary>
internal sealed record BoundSetOperation(Parsing.Ast.SetOperator Operator, IReadOnlyList<BoundQuery> Inputs, IReadOnlyList<BoundOutput> Outputs) : BoundQueryBody;

internal sealed record BoundSelect(IReadOnlyList<BoundOutput> Outputs) : BoundQueryBody
{
    public bool IsDistinct { get; init; }

    public BoundRelation? From { get; init; }

    public BoundExpression? Where { get; init; }

    /// <summary>The grouping under this select; its outputs, HAVING and windows see only what it yields.</summary>
    public BoundGrouping? Grouping { get; init; }

    public BoundExpression? Having { get; init; }

    public BoundExpression? Qualify { get; init; }
}

/// <summary>The inner query of a SELECT that aggregates: its keys and aggregates as columns of one relation.</summary>
internal sealed record BoundGrouping(
    string Alias,
    IReadOnlyList<(BoundColumnSource Column, BoundExpression Value)> Keys,
    IReadOnlyList<(BoundColumnSource Column, BoundExpression Value)> Aggregates);

internal abstract record BoundRelation;

internal sealed record BoundTable(Sql Name, string Alias) : BoundRelation;

internal sealed record BoundSubqueryTable(BoundQuery Query, string Alias) : BoundRelation;

internal sealed record BoundCommonTableReference(string DuckDbName, string Alias) : BoundRelation;

/// <summary>The elements of an array as rows.</summary>
internal sealed record BoundUnnest(BoundExpression Array, string Alias, BoundColumnSource Element, BoundColumnSource? Offset) : BoundRelation;

internal sealed record BoundJoin(Parsing.Ast.JoinKind Kind, BoundRelation Left, BoundRelation Right, BoundExpression? On) : BoundRelation;
