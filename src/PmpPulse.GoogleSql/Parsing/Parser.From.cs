using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Parsing.Ast;

namespace PmpPulse.GoogleSql.Parsing;

/// <content>The FROM clause: tables, subqueries, UNNEST and joins.</content>
internal sealed partial class Parser
{
    private TableExpression ParseFrom()
    {
        using var nest = _reader.Enter();
        var left = ParseTablePrimary();
        while (true)
        {
            var position = _reader.Position;
            if (_reader.TakeSymbol(",")) left = new JoinTable(position, JoinKind.Cross, left, ParseTablePrimary(), null, null);
            else if (TakeJoin() is { } kind) left = ParseJoinRest(position, kind, left);
            else return left;
        }
    }

    private JoinKind? TakeJoin()
    {
        if (_reader.TakeWord("JOIN")) return JoinKind.Inner;

        JoinKind? kind = _reader.IsWord("INNER") ? JoinKind.Inner
            : _reader.IsWord("CROSS") ? JoinKind.Cross
            : _reader.IsWord("LEFT") ? JoinKind.Left
            : _reader.IsWord("RIGHT") ? JoinKind.Right
            : _reader.IsWord("FULL") ? JoinKind.Full
            : null;
        if (kind is null)
        {
            return _reader.IsWord("NATURAL") || _reader.IsWord("TABLESAMPLE") || _reader.IsWord("PIVOT") || _reader.IsWord("UNPIVOT")
                ? throw TokenReader.Unsupported(_reader.Current.Text.ToUpperInvariant(), _reader.Position)
                : null;
        }

        _reader.Take();
        if (kind is JoinKind.Left or JoinKind.Right or JoinKind.Full) _reader.TakeWord("OUTER");

        _reader.ExpectWord("JOIN");
        return kind;
    }

    private JoinTable ParseJoinRest(SourcePosition position, JoinKind kind, TableExpression left)
    {
        var right = ParseTablePrimary();
        if (_reader.TakeWord("ON"))
        {
            return kind == JoinKind.Cross
                ? throw new GoogleSqlException("Syntax error: ON clause is not allowed with CROSS JOIN", position)
                : new JoinTable(position, kind, left, right, ParseExpression(), null);
        }

        if (_reader.TakeWord("USING"))
        {
            return kind == JoinKind.Cross
                ? throw new GoogleSqlException("Syntax error: USING clause is not allowed with CROSS JOIN", position)
                : new JoinTable(position, kind, left, right, null, ParseColumnNames());
        }

        // an array of an earlier row joins to that row without a condition
        var isArray = right is UnnestTable or TablePath { Parts.Count: > 1 };
        return kind == JoinKind.Cross || (isArray && kind is JoinKind.Inner or JoinKind.Left)
            ? new JoinTable(position, kind, left, right, null, null)
            : throw new GoogleSqlException(
                $"Syntax error: {kind.ToString().ToUpperInvariant()} JOIN must have an immediately following ON or USING clause", position);
    }

    private TableExpression ParseTablePrimary()
    {
        var position = _reader.Position;
        if (_reader.IsSymbol("("))
        {
            if (AtQueryInParentheses())
            {
                _reader.Take();
                var query = ParseQuery();
                _reader.ExpectSymbol(")");
                return new SubqueryTable(position, query, ParseTableAlias());
            }

            _reader.Take();
            var join = ParseFrom();
            _reader.ExpectSymbol(")");
            return join;
        }

        if (_reader.TakeWord("UNNEST"))
        {
            _reader.ExpectSymbol("(");
            var array = ParseExpression();
            _reader.ExpectSymbol(")");
            var alias = ParseTableAlias();
            return new UnnestTable(position, array, alias, ParseWithOffset());
        }

        var parts = ParsePathParts();
        if (_reader.IsSymbol("(")) throw TokenReader.Unsupported($"Table-valued function {string.Join('.', parts)}", position);
        if (_reader.IsWords("FOR", "SYSTEM_TIME")) throw TokenReader.Unsupported("FOR SYSTEM_TIME AS OF", _reader.Position);

        var pathAlias = ParseTableAlias();
        return new TablePath(position, parts, pathAlias, ParseWithOffset());
    }

    private string? ParseTableAlias()
    {
        if (_reader.TakeWord("AS")) return _reader.ExpectName();

        // PIVOT and UNPIVOT are not reserved, but can't be aliases here
        var startsClause = (_reader.IsWord("PIVOT") || _reader.IsWord("UNPIVOT")) && _reader.Ahead().IsSymbol("(");
        return _reader.IsName() && !startsClause ? _reader.Take().Text : null;
    }

    private string? ParseWithOffset()
    {
        if (!_reader.TakeWords("WITH", "OFFSET")) return null;

        return ParseTableAlias() ?? "offset";
    }
}
