using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Parsing.Ast;

namespace PmpPulse.GoogleSql.Parsing;

/// <content>INSERT, UPDATE, DELETE, MERGE, TRUNCATE.</content>
internal sealed partial class Parser
{
    private InsertStatement ParseInsert()
    {
        var position = _reader.ExpectWord("INSERT").Position;
        _reader.TakeWord("INTO");
        var target = ParseTableName();
        var columns = _reader.IsSymbol("(") && !AtQueryInParentheses() ? ParseColumnNames() : null;
        return _reader.TakeWord("VALUES")
            ? new InsertStatement(position, target, columns, ParseRows(), null)
            : new InsertStatement(position, target, columns, null, ParseQuery());
    }

    private List<InsertRow> ParseRows()
    {
        var rows = new List<InsertRow>();
        do
        {
            rows.Add(ParseRow());
        }
        while (_reader.TakeSymbol(","));

        return rows;
    }

    private InsertRow ParseRow()
    {
        var position = _reader.ExpectSymbol("(").Position;
        var values = new List<Expression?>();
        do
        {
            values.Add(ParseValueOrDefault());
        }
        while (_reader.TakeSymbol(","));

        _reader.ExpectSymbol(")");
        return new InsertRow(position, values);
    }

    private Expression? ParseValueOrDefault() => _reader.TakeWord("DEFAULT") ? null : ParseExpression();

    private UpdateStatement ParseUpdate()
    {
        var position = _reader.ExpectWord("UPDATE").Position;
        var target = ParseTableName();
        var alias = ParseTableAlias();
        _reader.ExpectWord("SET");
        var assignments = ParseAssignments();
        var from = _reader.TakeWord("FROM") ? ParseFrom() : null;
        return new UpdateStatement(position, target, alias, assignments, from, ParseRequiredWhere("UPDATE"));
    }

    private Expression ParseRequiredWhere(string statement) => _reader.TakeWord("WHERE")
        ? ParseExpression()
        : throw new GoogleSqlException($"Syntax error: {statement} must have a WHERE clause", _reader.Position);

    private List<Assignment> ParseAssignments()
    {
        var assignments = new List<Assignment>();
        do
        {
            var position = _reader.Position;
            var name = _reader.ExpectName();
            if (_reader.IsSymbol("."))
            {
                // the column may be qualified by the target's alias, but may not be a nested field
                _reader.Take();
                position = _reader.Position;
                name = $"{name}.{ParseFieldName()}";
            }

            _reader.ExpectSymbol("=");
            assignments.Add(new Assignment(position, new Identifier(position, name), ParseValueOrDefault()));
        }
        while (_reader.TakeSymbol(","));

        return assignments;
    }

    private DeleteStatement ParseDelete()
    {
        var position = _reader.ExpectWord("DELETE").Position;
        _reader.TakeWord("FROM");
        var target = ParseTableName();
        var alias = ParseTableAlias();
        return new DeleteStatement(position, target, alias, ParseRequiredWhere("DELETE"));
    }

    private TruncateStatement ParseTruncate()
    {
        var position = _reader.ExpectWord("TRUNCATE").Position;
        _reader.ExpectWord("TABLE");
        return new TruncateStatement(position, ParseTableName());
    }

    private MergeStatement ParseMerge()
    {
        var position = _reader.ExpectWord("MERGE").Position;
        _reader.TakeWord("INTO");
        var target = ParseTableName();
        var alias = ParseTableAlias();
        _reader.ExpectWord("USING");
        var source = ParseTablePrimary();
        _reader.ExpectWord("ON");
        var condition = ParseExpression();
        var whens = new List<MergeWhen>();
        while (whens.Count == 0 || _reader.IsWord("WHEN")) whens.Add(ParseMergeWhen());

        return new MergeStatement(position, target, alias, source, condition, whens);
    }

    private MergeWhen ParseMergeWhen()
    {
        var position = _reader.ExpectWord("WHEN").Position;
        var match = ParseMergeMatch();
        var and = _reader.TakeWord("AND") ? ParseExpression() : null;
        _reader.ExpectWord("THEN");
        var when = new MergeWhen(position, match, and);
        if (match == MergeMatch.NotMatchedByTarget)
        {
            _reader.ExpectWord("INSERT");
            var columns = _reader.IsSymbol("(") ? ParseColumnNames() : null;
            if (columns is null && _reader.TakeWord("ROW")) return when with { IsInsert = true };

            _reader.ExpectWord("VALUES");
            return when with { IsInsert = true, InsertColumns = columns, InsertValues = ParseRow() };
        }

        if (_reader.TakeWord("DELETE")) return when;
        if (!_reader.TakeWord("UPDATE")) throw _reader.Expected("keyword DELETE or keyword UPDATE");

        _reader.ExpectWord("SET");
        return when with { Update = ParseAssignments() };
    }

    private MergeMatch ParseMergeMatch()
    {
        var isNegated = _reader.TakeWord("NOT");
        _reader.ExpectWord("MATCHED");
        if (!isNegated) return MergeMatch.Matched;
        if (!_reader.TakeWord("BY")) return MergeMatch.NotMatchedByTarget;

        return _reader.TakeWord("SOURCE") ? MergeMatch.NotMatchedBySource
            : _reader.TakeWord("TARGET") ? MergeMatch.NotMatchedByTarget
            : throw _reader.Expected("keyword SOURCE or keyword TARGET");
    }
}
