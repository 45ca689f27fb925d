using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Lexing;
using PmpPulse.GoogleSql.Parsing.Ast;

namespace PmpPulse.GoogleSql.Parsing;

/// <summary>Recursive-descent parser for GoogleSQL statements. It checks syntax only; the binder resolves names and types.</summary>
internal sealed partial class Parser
{
    private readonly string _text;
    private readonly TokenReader _reader;
    private int _positionalParameters;

    private Parser(string text)
    {
        _text = text;
        _reader = new TokenReader(Lexer.Tokenize(text));
    }

    /// <summary>Parses one statement with an optional trailing semicolon.</summary>
    public static Statement ParseStatement(string text)
    {
        var parser = new Parser(text);
        var statement = parser.ParseStatement();
        parser.ExpectEnd();
        return statement;
    }

    /// <summary>Parses a view's query.</summary>
    public static Query ParseQuery(string text)
    {
        var parser = new Parser(text);
        var query = parser.ParseQuery();
        parser.ExpectEnd();
        return query;
    }

    private void ExpectEnd()
    {
        var hasSemicolon = _reader.TakeSymbol(";");
        if (_reader.Current.Kind != TokenKind.End)
        {
            throw hasSemicolon
                ? new GoogleSqlException("Scripts are not supported: send one statement at a time", _reader.Position)
                : _reader.Expected("end of input");
        }
    }

    private Statement ParseStatement()
    {
        var start = _reader.Current;
        if (start.Kind == TokenKind.End) throw new GoogleSqlException("Syntax error: Unexpected end of statement", start.Position);
        if (start.IsWord("SELECT") || start.IsWord("WITH") || start.IsSymbol("(")) return new QueryStatement(start.Position, ParseQuery());

        return start.Kind != TokenKind.Word
            ? throw _reader.Unexpected()
            : start.Text.ToUpperInvariant() switch
            {
                "INSERT" => ParseInsert(),
                "UPDATE" => ParseUpdate(),
                "DELETE" => ParseDelete(),
                "MERGE" => ParseMerge(),
                "TRUNCATE" => ParseTruncate(),
                "CREATE" => ParseCreate(),
                "DROP" => ParseDrop(),
                "ALTER" or "ASSERT" or "BEGIN" or "CALL" or "COMMIT" or "DECLARE" or "EXECUTE" or "EXPORT" or "FROM" or "GRANT" or "IF" or "LOAD"
                    or "LOOP" or "RAISE" or "REPEAT" or "RETURN" or "REVOKE" or "ROLLBACK" or "SET" or "WHILE" or "FOR" or "EXPLAIN" =>
                    throw TokenReader.Unsupported($"Statement {start.Text.ToUpperInvariant()}", start.Position),
                _ => throw _reader.Unexpected(),
            };
    }

    /// <summary>Parses a table name: bare words (the first may contain dashes), with backticks around single parts or the whole.</summary>
    private List<string> ParsePathParts()
    {
        var parts = new List<string>();
        do
        {
            // after a dot, reserved words are names too
            var token = _reader.Current;
            if (token.Kind == TokenKind.QuotedName)
            {
                _reader.Take();
                parts.AddRange(token.Text.Split('.'));
            }
            else if (parts.Count > 0 && token.Kind == TokenKind.Word)
            {
                parts.Add(_reader.Take().Text);
            }
            else
            {
                parts.Add(parts.Count == 0 ? ParseDashedName() : _reader.ExpectName());
            }
        }
        while (_reader.TakeSymbol("."));

        return parts;
    }

    private string ParseDashedName()
    {
        var name = _reader.ExpectName();
        while (_reader.IsSymbol("-") && _reader.Position.Offset == _reader.PreviousEnd
            && _reader.Ahead().Kind is TokenKind.Word or TokenKind.Integer && _reader.Ahead().Position.Offset == _reader.Current.EndOffset)
        {
            _reader.Take();
            name += "-" + _reader.Take().Text;
        }

        return name;
    }

    private TableName ParseTableName()
    {
        var position = _reader.Position;
        return new TableName(position, ParsePathParts());
    }

    private List<Identifier> ParseColumnNames()
    {
        _reader.ExpectSymbol("(");
        var names = new List<Identifier>();
        do
        {
            var position = _reader.Position;
            names.Add(new Identifier(position, _reader.ExpectName()));
        }
        while (_reader.TakeSymbol(","));

        _reader.ExpectSymbol(")");
        return names;
    }

    /// <summary>Whether the parenthesis at the current token opens a query, not an expression or a join.</summary>
    private bool AtQueryInParentheses()
    {
        var depth = 0;
        while (depth <= TokenReader.MaximumNesting && _reader.Ahead(depth).IsSymbol("(")) depth++;

        var first = _reader.Ahead(depth);
        if (depth == 0 || !(first.IsWord("SELECT") || first.IsWord("WITH"))) return false;
        if (depth == 1) return true;

        // "((SELECT 1) …": the token after the inner parenthesis decides
        var open = 1;
        var at = 2;
        while (open > 0 && _reader.Ahead(at).Kind != TokenKind.End)
        {
            open += _reader.Ahead(at).IsSymbol("(") ? 1 : _reader.Ahead(at).IsSymbol(")") ? -1 : 0;
            at++;
        }

        var next = _reader.Ahead(at);
        return next.IsWord("UNION") || next.IsWord("INTERSECT") || next.IsWord("EXCEPT") || next.IsWord("ORDER") || next.IsWord("LIMIT");
    }
}
