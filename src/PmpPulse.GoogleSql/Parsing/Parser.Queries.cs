using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Lexing;
using PmpPulse.GoogleSql.Parsing.Ast;

namespace PmpPulse.GoogleSql.Parsing;

/// <content>Queries: WITH, SELECT and its clauses, set operations.</content>
internal sealed partial class Parser
{
    private Query ParseQuery()
    {
        using var nest = _reader.Enter();
        var position = _reader.Position;
        var with = ParseWith();
        var body = ParseQueryBody();
        var orderBy = _reader.TakeWords("ORDER", "BY") ? ParseOrderItems() : [];
        Expression? limit = null;
        Expression? offset = null;
        if (_reader.TakeWord("LIMIT"))
        {
            limit = ParseExpression();
            offset = _reader.TakeWord("OFFSET") ? ParseExpression() : null;
        }

        if (_reader.IsSymbol("|>")) throw TokenReader.Unsupported("Pipe query syntax", _reader.Position);

        return with.Count == 0 && orderBy.Count == 0 && limit is null && body is NestedBody nested
            ? nested.Query
            : new Query(position, with, body, orderBy, limit, offset);
    }

    private List<CommonTableExpression> ParseWith()
    {
        var expressions = new List<CommonTableExpression>();
        if (!_reader.TakeWord("WITH")) return expressions;
        if (_reader.IsWord("RECURSIVE")) throw TokenReader.Unsupported("WITH RECURSIVE", _reader.Position);

        do
        {
            if (expressions.Count > 0 && _reader.IsWord("SELECT")) break;

            var position = _reader.Position;
            var name = _reader.ExpectName();
            _reader.ExpectWord("AS");
            _reader.ExpectSymbol("(");
            expressions.Add(new CommonTableExpression(position, name, ParseQuery()));
            _reader.ExpectSymbol(")");
        }
        while (_reader.TakeSymbol(","));

        return expressions;
    }

    private QueryBody ParseQueryBody()
    {
        var first = ParseQueryPrimary();
        SetOperator? chained = null;
        var inputs = new List<QueryBody> { first };
        var position = _reader.Position;
        while (TakeSetOperator(out var at) is { } setOperator)
        {
            if (chained is { } before && before != setOperator)
            {
                throw new GoogleSqlException(
                    "Syntax error: Different set operations cannot be used in the same query without using parentheses for grouping", at);
            }

            if (chained is null)
            {
                chained = setOperator;
                position = at;
            }

            inputs.Add(ParseQueryPrimary());
        }

        return chained is { } op ? new SetOperationBody(position, op, inputs) : first;
    }

    private SetOperator? TakeSetOperator(out SourcePosition position)
    {
        position = _reader.Position;
        var word = _reader.Current;
        if (!(word.IsWord("UNION") || word.IsWord("INTERSECT") || word.IsWord("EXCEPT"))) return null;

        _reader.Take();
        if (word.IsWord("UNION") && _reader.TakeWord("ALL")) return SetOperator.UnionAll;

        if (!_reader.IsWord("DISTINCT"))
        {
            throw _reader.IsWord("ALL")
                ? TokenReader.Unsupported($"{word.Text.ToUpperInvariant()} ALL", position)
                : _reader.Expected(word.IsWord("UNION") ? "keyword ALL or keyword DISTINCT" : "keyword DISTINCT");
        }

        _reader.Take();
        return word.IsWord("UNION") ? SetOperator.UnionDistinct
            : word.IsWord("INTERSECT") ? SetOperator.IntersectDistinct
            : SetOperator.ExceptDistinct;
    }

    private QueryBody ParseQueryPrimary()
    {
        var position = _reader.Position;
        if (_reader.TakeSymbol("("))
        {
            var query = ParseQuery();
            _reader.ExpectSymbol(")");
            return new NestedBody(position, query);
        }

        return _reader.IsWord("SELECT") ? ParseSelect() : throw _reader.Unexpected();
    }

    private SelectBody ParseSelect()
    {
        var position = _reader.ExpectWord("SELECT").Position;
        var isDistinct = _reader.TakeWord("DISTINCT");
        if (!isDistinct) _reader.TakeWord("ALL");

        var asStruct = false;
        if (_reader.IsWord("AS"))
        {
            asStruct = _reader.Ahead().IsWord("STRUCT");
            if (!asStruct) throw TokenReader.Unsupported("SELECT AS VALUE", _reader.Position);

            _reader.Take();
            _reader.Take();
        }

        var select = new SelectBody(position, ParseSelectItems()) { IsDistinct = isDistinct, AsStruct = asStruct };
        if (_reader.TakeWord("FROM")) select = select with { From = ParseFrom() };
        if (_reader.TakeWord("WHERE")) select = select with { Where = ParseExpression() };
        if (_reader.IsWord("GROUP")) select = select with { GroupBy = ParseGroupBy() };
        if (_reader.TakeWord("HAVING")) select = select with { Having = ParseExpression() };
        if (_reader.TakeWord("QUALIFY")) select = select with { Qualify = ParseExpression() };

        return _reader.TakeWord("WINDOW") ? select with { Windows = ParseNamedWindows() } : select;
    }

    private List<SelectItem> ParseSelectItems()
    {
        var items = new List<SelectItem>();
        do
        {
            if (items.Count > 0 && AtEndOfSelectList()) break;

            items.Add(ParseSelectItem());
        }
        while (_reader.TakeSymbol(","));

        return items;
    }

    private bool AtEndOfSelectList() =>
        _reader.Current.Kind == TokenKind.End || _reader.IsSymbol(")") || _reader.IsSymbol(";") || _reader.IsWord("FROM")
            || _reader.IsWord("WHERE")
        || _reader.IsWord("UNION") || _reader.IsWord("ORDER") || _reader.IsWord("LIMIT");

    private SelectItem ParseSelectItem()
    {
        var position = _reader.Position;
        if (_reader.TakeSymbol("*")) return ParseStarModifiers(position, null);

        if (AtEndOfSelectList())
        {
            throw _reader.IsWord("FROM")
                ? new GoogleSqlException("Syntax error: SELECT list must not be empty", _reader.Position)
                : _reader.Unexpected();
        }

        var value = ParseExpression();
        if (_reader.IsSymbol(".") && _reader.Ahead().IsSymbol("*"))
        {
            _reader.Take();
            _reader.Take();
            return ParseStarModifiers(position, value);
        }

        return new ExpressionItem(position, value, ParseAlias());
    }

    private string? ParseAlias() => _reader.TakeWord("AS") || AtImplicitAlias() ? _reader.ExpectName() : null;

    private bool AtImplicitAlias() => _reader.IsName();

    private StarItem ParseStarModifiers(SourcePosition position, Expression? operand)
    {
        IReadOnlyList<Identifier> except = [];
        var replace = new List<ExpressionItem>();

        // SELECT * EXCEPT DISTINCT … would be a set operation
        if (_reader.IsWord("EXCEPT") && _reader.Ahead().IsSymbol("("))
        {
            _reader.Take();
            except = ParseColumnNames();
        }

        if (_reader.IsWord("REPLACE") && _reader.Ahead().IsSymbol("("))
        {
            _reader.Take();
            _reader.Take();
            do
            {
                var at = _reader.Position;
                var value = ParseExpression();
                _reader.ExpectWord("AS");
                replace.Add(new ExpressionItem(at, value, _reader.ExpectName()));
            }
            while (_reader.TakeSymbol(","));

            _reader.ExpectSymbol(")");
        }

        return new StarItem(position, operand, except, replace);
    }

    private GroupByClause ParseGroupBy()
    {
        var position = _reader.ExpectWord("GROUP").Position;
        _reader.ExpectWord("BY");
        if (_reader.TakeWord("ALL")) return new GroupByClause(position, true, []);

        var keys = new List<Expression>();
        do
        {
            if (_reader.IsWord("ROLLUP") || _reader.IsWord("CUBE") || _reader.IsWord("GROUPING"))
            {
                throw TokenReader.Unsupported($"GROUP BY {_reader.Current.Text.ToUpperInvariant()}", _reader.Position);
            }

            keys.Add(ParseExpression());
        }
        while (_reader.TakeSymbol(","));

        return new GroupByClause(position, false, keys);
    }

    private List<NamedWindow> ParseNamedWindows()
    {
        var windows = new List<NamedWindow>();
        do
        {
            var name = _reader.ExpectName();
            _reader.ExpectWord("AS");
            windows.Add(new NamedWindow(name, ParseWindowSpecification()));
        }
        while (_reader.TakeSymbol(","));

        return windows;
    }

    private List<OrderItem> ParseOrderItems()
    {
        var items = new List<OrderItem>();
        do
        {
            var value = ParseExpression();
            if (_reader.IsWord("COLLATE")) throw TokenReader.Unsupported("COLLATE", _reader.Position);

            var isDescending = _reader.TakeWord("DESC");
            if (!isDescending) _reader.TakeWord("ASC");

            bool? nullsFirst = null;
            if (_reader.TakeWord("NULLS"))
            {
                nullsFirst = _reader.TakeWord("FIRST") ? true
                    : _reader.TakeWord("LAST") ? false
                    : throw _reader.Expected("keyword FIRST or keyword LAST");
            }

            items.Add(new OrderItem(value, isDescending, nullsFirst));
        }
        while (_reader.TakeSymbol(","));

        return items;
    }
}
