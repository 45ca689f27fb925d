using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Lexing;
using PmpPulse.GoogleSql.Parsing.Ast;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Parsing;

/// <content>Operands: literals, names, calls, parentheses.</content>
internal sealed partial class Parser
{
    private static readonly string[] FunctionsWithoutParentheses =
        ["CURRENT_DATE", "CURRENT_DATETIME", "CURRENT_TIME", "CURRENT_TIMESTAMP"];

    private Expression ParsePostfix()
    {
        var operand = ParsePrimary();
        while (true)
        {
            var position = _reader.Position;
            if (_reader.IsSymbol(".") && !_reader.Ahead().IsSymbol("*"))
            {
                _reader.Take();
                operand = new FieldAccess(position, operand, ParseFieldName());
            }
            else if (_reader.TakeSymbol("["))
            {
                operand = ParseSubscript(position, operand);
            }
            else if (_reader.IsSymbol("(") && CallableName(operand) is { } name)
            {
                operand = ParseCall(StartOf(operand), name);
            }
            else
            {
                return operand;
            }
        }
    }

    private string ParseFieldName() =>
        _reader.Current.Kind is TokenKind.Word or TokenKind.QuotedName ? _reader.Take().Text : throw _reader.Expected("identifier");

    private static string? CallableName(Expression operand) => operand switch
    {
        Identifier identifier => identifier.Name,
        FieldAccess { Operand: Identifier space } access => $"{space.Name}.{access.Name}",
        _ => null,
    };

    private static SourcePosition StartOf(Expression operand) =>
        operand is FieldAccess { Operand: Identifier space } ? space.Position : operand.Position;

    private SubscriptExpression ParseSubscript(SourcePosition position, Expression operand)
    {
        string? mode = null;
        if (_reader.Current.Kind == TokenKind.Word && _reader.Ahead().IsSymbol("(")
            && _reader.Current.Text.ToUpperInvariant() is "OFFSET" or "ORDINAL" or "SAFE_OFFSET" or "SAFE_ORDINAL")
        {
            mode = _reader.Take().Text.ToUpperInvariant();
        }

        var index = ParseExpression();
        _reader.ExpectSymbol("]");
        return new SubscriptExpression(position, operand, index, mode);
    }

    private Expression ParsePrimary()
    {
        var token = _reader.Current;
        switch (token.Kind)
        {
            case TokenKind.Integer or TokenKind.Float or TokenKind.String or TokenKind.Bytes:
                _reader.Take();
                return new TokenLiteral(token.Position, token);
            case TokenKind.QuotedName:
                _reader.Take();
                return new Identifier(token.Position, token.Text);
            case TokenKind.Word:
                return ParseWord(token);
            case TokenKind.Symbol when token.Text == "(":
                return ParseParenthesized(token.Position);
            case TokenKind.Symbol when token.Text == "[":
                _reader.Take();
                return ParseArrayItems(token.Position, null);
            case TokenKind.Symbol when token.Text == "@":
                _reader.Take();
                return new ParameterExpression(token.Position, ParseFieldName(), -1);
            case TokenKind.Symbol when token.Text == "?":
                _reader.Take();
                return new ParameterExpression(token.Position, null, _positionalParameters++);
            case TokenKind.Symbol when token.Text == "@@":
                throw TokenReader.Unsupported("System variable", token.Position);
            default:
                throw _reader.Unexpected();
        }
    }

    private Expression ParseWord(Token token)
    {
        var word = token.Text.ToUpperInvariant();
        var beforeParenthesis = _reader.Ahead().IsSymbol("(");
        switch (word)
        {
            case "NULL":
                _reader.Take();
                return new NullLiteral(token.Position);
            case "TRUE" or "FALSE":
                _reader.Take();
                return new BoolLiteral(token.Position, word == "TRUE");
            case "CASE":
                return ParseCase();
            case "CAST" or "SAFE_CAST" when beforeParenthesis:
                return ParseCast(word == "SAFE_CAST");
            case "EXTRACT" when beforeParenthesis:
                return ParseExtract();
            case "INTERVAL":
                return ParseInterval();
            case "ARRAY":
                return ParseArray();
            case "STRUCT":
                return ParseStruct();
            case "EXISTS" when beforeParenthesis:
                _reader.Take();
                return new ExistsSubquery(token.Position, ParseParenthesizedQuery());
            case "IF" or "LEFT" or "RIGHT" when beforeParenthesis:
                _reader.Take();
                return ParseCall(token.Position, token.Text);
            case "BIGNUMERIC" or "BIGDECIMAL" or "RANGE" when _reader.Ahead().Kind == TokenKind.String:
                throw TokenReader.Unsupported($"Type {word}", token.Position);
        }

        if (Keywords.IsReserved(token.Text)) throw _reader.Unexpected();

        if (_reader.Ahead().Kind == TokenKind.String
            && word is "DATE" or "DATETIME" or "TIME" or "TIMESTAMP" or "NUMERIC" or "DECIMAL" or "JSON"
            && SqlType.TryFromName(word, out var type))
        {
            _reader.Take();
            return new TypedLiteral(token.Position, type, _reader.Take().Text);
        }

        _reader.Take();
        return !beforeParenthesis && Array.IndexOf(FunctionsWithoutParentheses, word) >= 0
            ? new FunctionCall(token.Position, word, [])
            : new Identifier(token.Position, token.Text);
    }

    private Query ParseParenthesizedQuery()
    {
        _reader.ExpectSymbol("(");
        var query = ParseQuery();
        _reader.ExpectSymbol(")");
        return query;
    }

    private Expression ParseParenthesized(SourcePosition position)
    {
        if (AtQueryInParentheses()) return new ScalarSubquery(position, ParseParenthesizedQuery());

        _reader.Take();
        var items = ParseExpressionList(")");
        return items.Count == 1
            ? items[0]
            : new StructExpression(position, null, items.Select(item => new StructArgument(item, null)).ToArray());
    }

    private CaseExpression ParseCase()
    {
        var position = _reader.ExpectWord("CASE").Position;
        var operand = _reader.IsWord("WHEN") ? null : ParseExpression();
        var whens = new List<WhenClause>();
        while (whens.Count == 0 || _reader.IsWord("WHEN"))
        {
            _reader.ExpectWord("WHEN");
            var condition = ParseExpression();
            _reader.ExpectWord("THEN");
            whens.Add(new WhenClause(condition, ParseExpression()));
        }

        var otherwise = _reader.TakeWord("ELSE") ? ParseExpression() : null;
        _reader.ExpectWord("END");
        return new CaseExpression(position, operand, whens, otherwise);
    }

    private CastExpression ParseCast(bool isSafe)
    {
        var position = _reader.Take().Position;
        _reader.ExpectSymbol("(");
        var operand = ParseExpression();
        _reader.ExpectWord("AS");
        var type = ParseType();
        if (_reader.IsWord("FORMAT")) throw TokenReader.Unsupported("CAST with FORMAT", _reader.Position);

        _reader.ExpectSymbol(")");
        return new CastExpression(position, operand, type, isSafe);
    }

    private ExtractExpression ParseExtract()
    {
        var position = _reader.Take().Position;
        _reader.ExpectSymbol("(");
        var part = ParseExpression();
        _reader.ExpectWord("FROM");
        var operand = ParseExpression();
        Expression? zone = null;
        if (_reader.TakeWord("AT"))
        {
            _reader.ExpectWord("TIME");
            _reader.ExpectWord("ZONE");
            zone = ParseExpression();
        }

        _reader.ExpectSymbol(")");
        return new ExtractExpression(position, part, operand, zone);
    }

    private IntervalExpression ParseInterval()
    {
        var position = _reader.ExpectWord("INTERVAL").Position;
        var value = ParseExpression();
        var part = _reader.ExpectName().ToUpperInvariant();
        var toPart = _reader.TakeWord("TO") ? _reader.ExpectName().ToUpperInvariant() : null;
        return new IntervalExpression(position, value, part, toPart);
    }

    private Expression ParseArray()
    {
        var position = _reader.ExpectWord("ARRAY").Position;
        if (_reader.IsSymbol("(") && AtQueryInParentheses()) return new ArraySubquery(position, ParseParenthesizedQuery());

        SqlType? elementType = null;
        if (_reader.TakeSymbol("<"))
        {
            elementType = ParseType();
            CloseTypeBracket();
        }

        _reader.ExpectSymbol("[");
        return ParseArrayItems(position, elementType);
    }

    private ArrayExpression ParseArrayItems(SourcePosition position, SqlType? elementType) =>
        new(position, elementType, _reader.TakeSymbol("]") ? [] : ParseExpressionList("]"));

    private StructExpression ParseStruct()
    {
        var position = _reader.Position;
        SqlType? type = null;
        if (_reader.Ahead().IsSymbol("<")) type = ParseType();
        else _reader.Take();

        _reader.ExpectSymbol("(");
        var fields = new List<StructArgument>();
        if (!_reader.TakeSymbol(")"))
        {
            do
            {
                var value = ParseExpression();
                fields.Add(new StructArgument(value, _reader.TakeWord("AS") ? _reader.ExpectName() : null));
            }
            while (_reader.TakeSymbol(","));

            _reader.ExpectSymbol(")");
        }

        return new StructExpression(position, type, fields);
    }
}
