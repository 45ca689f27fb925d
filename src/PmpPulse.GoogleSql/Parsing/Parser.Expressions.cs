using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Parsing.Ast;

namespace PmpPulse.GoogleSql.Parsing;

/// <content>Operators and their precedence.</content>
internal sealed partial class Parser
{
    // binary operators that bind tighter than comparisons, loosest first
    private static readonly string[][] BinaryLevels = [["|"], ["^"], ["&"], ["<<", ">>"], ["+", "-"], ["*", "/", "||"]];

    private Expression ParseExpression()
    {
        using var nest = _reader.Enter();
        return ParseChain("OR");
    }

    private Expression ParseChain(string keyword)
    {
        var first = keyword == "OR" ? ParseChain("AND") : ParseNot();
        if (!_reader.IsWord(keyword)) return first;

        var position = _reader.Position;
        var operands = new List<Expression> { first };
        while (_reader.TakeWord(keyword)) operands.Add(keyword == "OR" ? ParseChain("AND") : ParseNot());

        return new ChainExpression(position, keyword, operands);
    }

    private Expression ParseNot()
    {
        var position = _reader.Position;
        if (!_reader.TakeWord("NOT")) return ParseComparison();

        using var nest = _reader.Enter();
        return new UnaryExpression(position, "NOT", ParseNot());
    }

    private Expression ParseComparison()
    {
        var left = ParseBinary(0);
        var position = _reader.Position;
        var token = _reader.Current;
        if (token.Kind == Lexing.TokenKind.Symbol && token.Text is "=" or "!=" or "<>" or "<" or "<=" or ">" or ">=")
        {
            _reader.Take();
            left = new BinaryExpression(position, token.Text == "<>" ? "!=" : token.Text, left, ParseBinary(0));
        }
        else if (_reader.TakeWord("IS"))
        {
            left = ParseIs(position, left);
        }
        else
        {
            var isNegated = _reader.IsWord("NOT")
                && (_reader.Ahead().IsWord("LIKE") || _reader.Ahead().IsWord("IN") || _reader.Ahead().IsWord("BETWEEN"));
            if (isNegated) _reader.Take();

            left = _reader.TakeWord("BETWEEN") ? ParseBetween(position, left, isNegated)
                : _reader.TakeWord("IN") ? ParseIn(position, left, isNegated)
                : _reader.TakeWord("LIKE") ? ParseLike(position, left, isNegated)
                : left;
        }

        return left;
    }

    private Expression ParseIs(SourcePosition position, Expression left)
    {
        var isNegated = _reader.TakeWord("NOT");
        if (_reader.TakeWord("DISTINCT"))
        {
            _reader.ExpectWord("FROM");
            return new BinaryExpression(position, isNegated ? "IS NOT DISTINCT FROM" : "IS DISTINCT FROM", left, ParseBinary(0));
        }

        var what = _reader.TakeWord("NULL") ? "NULL" : _reader.TakeWord("TRUE") ? "TRUE" : _reader.TakeWord("FALSE") ? "FALSE" : null;
        return what is null
            ? throw _reader.Unexpected()
            : new IsExpression(position, left, what, isNegated);
    }

    private BetweenExpression ParseBetween(SourcePosition position, Expression operand, bool isNegated)
    {
        var low = ParseBinary(0);
        _reader.ExpectWord("AND");
        return new BetweenExpression(position, operand, low, ParseBinary(0), isNegated);
    }

    private Expression ParseIn(SourcePosition position, Expression operand, bool isNegated)
    {
        if (_reader.TakeWord("UNNEST"))
        {
            _reader.ExpectSymbol("(");
            var array = ParseExpression();
            _reader.ExpectSymbol(")");
            return new InUnnestExpression(position, operand, array, isNegated);
        }

        var isQuery = AtQueryInParentheses();
        _reader.ExpectSymbol("(");
        if (isQuery)
        {
            var query = ParseQuery();
            _reader.ExpectSymbol(")");
            return new InSubqueryExpression(position, operand, query, isNegated);
        }

        return new InListExpression(position, operand, ParseExpressionList(")"), isNegated);
    }

    private Expression ParseLike(SourcePosition position, Expression left, bool isNegated)
    {
        if (_reader.IsWord("ANY") || _reader.IsWord("SOME") || _reader.IsWord("ALL"))
        {
            var all = _reader.Take().IsWord("ALL");
            _reader.ExpectSymbol("(");
            return new QuantifiedLikeExpression(position, left, all, ParseExpressionList(")"), isNegated);
        }

        var like = new BinaryExpression(position, "LIKE", left, ParseBinary(0));
        return isNegated ? new UnaryExpression(position, "NOT", like) : like;
    }

    private Expression ParseBinary(int level)
    {
        if (level == BinaryLevels.Length) return ParseUnary();

        var left = ParseBinary(level + 1);
        while (_reader.Current.Kind == Lexing.TokenKind.Symbol && Array.IndexOf(BinaryLevels[level], _reader.Current.Text) >= 0)
        {
            var token = _reader.Take();
            var right = ParseBinary(level + 1);
            left = token.Text == "||"
                ? Concatenate(token.Position, left, right)
                : new BinaryExpression(token.Position, token.Text, left, right);
        }

        return left;
    }

    private static ChainExpression Concatenate(SourcePosition position, Expression left, Expression right)
    {
        if (left is ChainExpression { Operator: "||", Operands: List<Expression> operands } chain)
        {
            // the chain is still under construction and not shared
            operands.Add(right);
            return chain;
        }

        return new ChainExpression(position, "||", new List<Expression> { left, right });
    }

    private Expression ParseUnary()
    {
        var token = _reader.Current;
        if (token.Kind != Lexing.TokenKind.Symbol || token.Text is not ("-" or "+" or "~")) return ParsePostfix();

        using var nest = _reader.Enter();
        _reader.Take();
        return new UnaryExpression(token.Position, token.Text, ParseUnary());
    }

    /// <summary>Parses expressions up to the closing symbol and consumes that.</summary>
    private List<Expression> ParseExpressionList(string close)
    {
        var items = new List<Expression>();
        do
        {
            items.Add(ParseExpression());
        }
        while (_reader.TakeSymbol(","));

        if (!_reader.TakeSymbol(close)) throw _reader.Expected($"\",\" or \"{close}\"");

        return items;
    }
}
