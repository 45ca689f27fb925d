using PmpPulse.GoogleSql.DuckDb;

namespace PmpPulse.GoogleSql.Bound;

internal abstract record BoundStatement;

internal sealed record BoundInsert(
    Sql Target, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<BoundExpression>>? Rows, BoundQuery? Query)
    : BoundStatement;

internal sealed record BoundAssignment(string Column, BoundExpression Value);

internal sealed record BoundUpdate(
    Sql Target, string Alias, IReadOnlyList<BoundAssignment> Assignments, BoundRelation? From, BoundExpression Where) : BoundStatement;

internal sealed record BoundDelete(Sql Target, string Alias, BoundExpression? Where) : BoundStatement;

internal sealed record BoundMerge(
    Sql Target, string Alias, BoundRelation Source, BoundExpression On, IReadOnlyList<BoundMergeWhen> Whens) : BoundStatement;

internal sealed record BoundMergeWhen(
    Parsing.Ast.MergeMatch Match,
    BoundExpression? And,
    IReadOnlyList<BoundAssignment>? Update,
    IReadOnlyList<BoundAssignment>? Insert) : BoundStatement;

