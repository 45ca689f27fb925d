using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Parsing.Ast;

namespace PmpPulse.GoogleSql.Parsing;

/// <content>Function calls with their modifiers, and windows.</content>
internal sealed partial class Parser
{
    private FunctionCall ParseCall(SourcePosition position, string name)
    {
        using var nest = _reader.Enter();
        _reader.ExpectSymbol("(");
        var isSafe = name.StartsWith("SAFE.", StringComparison.OrdinalIgnoreCase);
        var arguments = new List<Expression>();
        var named = new List<NamedArgument>();
        var call = new FunctionCall(position, isSafe ? name[5..] : name, arguments)
        {
            IsSafe = isSafe,
            NamedArguments = named,
            IsDistinct = _reader.TakeWord("DISTINCT"),
        };
        if (_reader.IsSymbol("*") && _reader.Ahead().IsSymbol(")"))
        {
            _reader.Take();
            call = call with { IsStar = true };
        }
        else if (!_reader.IsSymbol(")"))
        {
            ParseArguments(arguments, named);
            call = ParseCallModifiers(call);
        }

        _reader.ExpectSymbol(")");
        if (IsNullsModifier() && _reader.Ahead(2).IsWord("OVER"))
        {
            // the SQL standard allows FIRST_VALUE(x) IGNORE NULLS OVER …; GoogleSQL does not
            throw _reader.Unexpected();
        }

        return _reader.TakeWord("OVER") ? call with { Over = ParseWindowSpecification() } : call;
    }

    private bool IsNullsModifier() => (_reader.IsWord("IGNORE") || _reader.IsWord("RESPECT")) && _reader.Ahead().IsWord("NULLS");

    private void ParseArguments(List<Expression> arguments, List<NamedArgument> named)
    {
        do
        {
            if (_reader.IsName() && _reader.Ahead().IsSymbol("=>"))
            {
                var position = _reader.Position;
                var name = _reader.Take().Text;
                _reader.Take();
                named.Add(new NamedArgument(position, name, ParseExpression()));
            }
            else if (_reader.IsName() && _reader.Ahead().IsSymbol("->"))
            {
                throw TokenReader.Unsupported("Lambda", _reader.Position);
            }
            else if (_reader.IsWord("SELECT") || _reader.IsWord("WITH"))
            {
                throw new GoogleSqlException(
                    $"Syntax error: Unexpected keyword {_reader.Current.Text.ToUpperInvariant()}", _reader.Position);
            }
            else
            {
                arguments.Add(ParseExpression());
            }
        }
        while (_reader.TakeSymbol(","));
    }

    private FunctionCall ParseCallModifiers(FunctionCall call)
    {
        if (IsNullsModifier())
        {
            call = call with { IgnoreNulls = _reader.Take().IsWord("IGNORE") };
            _reader.Take();
        }

        if (_reader.TakeWord("HAVING"))
        {
            var isMax = _reader.IsWord("MAX");
            if (!isMax && !_reader.IsWord("MIN")) throw _reader.Expected("keyword MAX or keyword MIN");

            _reader.Take();
            call = call with { Having = new HavingModifier(isMax, ParseExpression()) };
        }

        if (_reader.TakeWords("ORDER", "BY")) call = call with { OrderBy = ParseOrderItems() };

        return _reader.TakeWord("LIMIT") ? call with { Limit = ParseExpression() } : call;
    }

    private WindowSpecification ParseWindowSpecification()
    {
        var position = _reader.Position;
        if (!_reader.TakeSymbol("(")) return new WindowSpecification(position, _reader.ExpectName(), [], [], null);

        var baseName = _reader.IsName() && !_reader.IsWord("PARTITION") ? _reader.Take().Text : null;
        var partitionBy = new List<Expression>();
        if (_reader.TakeWords("PARTITION", "BY"))
        {
            do
            {
                partitionBy.Add(ParseExpression());
            }
            while (_reader.TakeSymbol(","));
        }

        var orderBy = _reader.TakeWords("ORDER", "BY") ? ParseOrderItems() : [];
        var frame = _reader.IsWord("ROWS") || _reader.IsWord("RANGE") ? ParseFrame() : null;
        _reader.ExpectSymbol(")");
        return new WindowSpecification(position, baseName, partitionBy, orderBy, frame);
    }

    private WindowFrame ParseFrame()
    {
        var unit = _reader.Take();
        if (!_reader.TakeWord("BETWEEN"))
        {
            return new WindowFrame(unit.Position, unit.IsWord("ROWS"), ParseFrameBound(), new FrameBound(FrameBoundKind.CurrentRow, null));
        }

        var start = ParseFrameBound();
        _reader.ExpectWord("AND");
        return new WindowFrame(unit.Position, unit.IsWord("ROWS"), start, ParseFrameBound());
    }

    private FrameBound ParseFrameBound()
    {
        if (_reader.TakeWord("UNBOUNDED"))
        {
            return _reader.TakeWord("PRECEDING") ? new FrameBound(FrameBoundKind.UnboundedPreceding, null)
                : _reader.TakeWord("FOLLOWING") ? new FrameBound(FrameBoundKind.UnboundedFollowing, null)
                : throw _reader.Expected("keyword PRECEDING or keyword FOLLOWING");
        }

        if (_reader.TakeWord("CURRENT"))
        {
            _reader.ExpectWord("ROW");
            return new FrameBound(FrameBoundKind.CurrentRow, null);
        }

        var offset = ParseExpression();
        return _reader.TakeWord("PRECEDING") ? new FrameBound(FrameBoundKind.Preceding, offset)
            : _reader.TakeWord("FOLLOWING") ? new FrameBound(FrameBoundKind.Following, offset)
            : throw _reader.Expected("keyword PRECEDING or keyword FOLLOWING");
    }
}
