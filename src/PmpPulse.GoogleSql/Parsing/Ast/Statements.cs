using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Parsing.Ast;

internal abstract record Statement(SourcePosition Position);

internal sealed record QueryStatement(SourcePosition Position, Query Query) : Statement(Position);

/// <summary>The name of a statement's target table.</summary>
internal sealed record TableName(SourcePosition Position, IReadOnlyList<string> Parts);

/// <summary>INSERT of rows (a null value is DEFAULT) or of a query. Without column names it means all columns.</summary>
internal sealed record InsertStatement(
    SourcePosition Position,
    TableName Target,
    IReadOnlyList<Identifier>? Columns,
    IReadOnlyList<InsertRow>? Rows,
    Query? Query) : Statement(Position);

internal sealed record InsertRow(SourcePosition Position, IReadOnlyList<Expression?> Values);

internal sealed record Assignment(SourcePosition Position, Identifier Column, Expression? Value);

internal sealed record UpdateStatement(
    SourcePosition Position,
    TableName Target,
    string? Alias,
    IReadOnlyList<Assignment> Assignments,
    TableExpression? From,
    Expression Where) : Statement(Position);

internal sealed record DeleteStatement(SourcePosition Position, TableName Target, string? Alias, Expression Where) : Statement(Position);

internal sealed record TruncateStatement(SourcePosition Position, TableName Target) : Statement(Position);

internal sealed record MergeStatement(
    SourcePosition Position,
    TableName Target,
    string? Alias,
    TableExpression Source,
    Expression On,
    IReadOnlyList<MergeWhen> Whens) : Statement(Position);

internal enum MergeMatch
{
    Matched,
    NotMatchedByTarget,
    NotMatchedBySource,
}

/// <summary>One WHEN clause: an update (with assignments), an insert (with columns and values, or ROW), otherwise a delete.</summary>
internal sealed record MergeWhen(SourcePosition Position, MergeMatch Match, Expression? And)
{
    public IReadOnlyList<Assignment>? Update { get; init; }

    public IReadOnlyList<Identifier>? InsertColumns { get; init; }

    /// <summary>The values of an INSERT; null with <see cref="IsInsert"/> means INSERT ROW.</summary>
    public InsertRow? InsertValues { get; init; }

    public bool IsInsert { get; init; }
}

internal sealed record ColumnDefinition(SourcePosition Position, string Name, SqlType Type, bool NotNull, string? Description);

internal sealed record CreateTableStatement(SourcePosition Position, TableName Target) : Statement(Position)
{
    public bool OrReplace { get; init; }

    public bool IfNotExists { get; init; }

    public IReadOnlyList<ColumnDefinition>? Columns { get; init; }

    public Expression? PartitionBy { get; init; }

    public IReadOnlyList<Identifier> ClusterBy { get; init; } = [];

    public string? Description { get; init; }

    public Query? Query { get; init; }
}

internal sealed record CreateViewStatement(SourcePosition Position, TableName Target, Query Query, string QueryText) : Statement(Position)
{
    public bool OrReplace { get; init; }

    public bool IfNotExists { get; init; }

    public string? Description { get; init; }
}

internal sealed record DropStatement(SourcePosition Position, TableName Target, bool IsView, bool IfExists) : Statement(Position);
