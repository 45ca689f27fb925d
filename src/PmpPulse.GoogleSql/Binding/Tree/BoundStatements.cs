namespace PmpPulse.GoogleSql.Binding.Tree;

internal abstract record BoundStatement;

internal sealed record BoundInsert(string Target, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<BoundExpression>>? Rows, BoundQuery? Query)
    : BoundStatement;

internal sealed record BoundAssignment(string Column, BoundExpression Value);

internal sealed record BoundUpdate(
    string Target, string Alias, IReadOnlyList<BoundAssignment> Assignments, BoundRelation? From, BoundExpression Where) : BoundStatement;

internal sealed record BoundDelete(string Target, string Alias, BoundExpression? Where) : BoundStatement;

internal sealed record BoundMerge(string Target, string Alias, BoundRelation Source, BoundExpression On, IReadOnlyList<BoundMergeWhen> Whens) : BoundStatement;

internal sealed record BoundMergeWhen(
    Parsing.Ast.MergeMatch Match,
    BoundExpression? And,
    IReadOnlyList<BoundAssignment>? Update,
    IReadOnlyList<BoundAssignment>? Insert) : BoundStatement;

