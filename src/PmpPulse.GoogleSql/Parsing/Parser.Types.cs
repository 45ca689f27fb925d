using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Lexing;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Parsing;

/// <content>Type names.</content>
internal sealed partial class Parser
{
    // ">>" closes two brackets: true while only its first half is consumed
    private bool _halfOfShift;

    private SqlType ParseType()
    {
        using var nest = _reader.Enter();
        var token = _reader.Current;
        if (token.IsWord("ARRAY"))
        {
            _reader.Take();
            OpenTypeBracket();
            var element = ParseType();
            CloseTypeBracket();
            return element.IsArray
                ? throw new GoogleSqlException("Arrays of arrays are not supported", token.Position)
                : SqlType.ArrayOf(element);
        }

        if (token.IsWord("STRUCT"))
        {
            _reader.Take();
            OpenTypeBracket();
            return SqlType.StructOf(ParseStructFields());
        }

        if (token.IsWord("INTERVAL"))
        {
            _reader.Take();
            return SqlType.Interval;
        }

        if (!_reader.IsName()) throw _reader.Expected("type");

        _reader.Take();
        if (!SqlType.TryFromName(token.Text, out var type))
        {
            throw token.Text.ToUpperInvariant() is "BIGNUMERIC" or "BIGDECIMAL" or "GEOGRAPHY" or "RANGE"
                ? TokenReader.Unsupported($"Type {token.Text.ToUpperInvariant()}", token.Position)
                : new GoogleSqlException($"Type not found: {token.Text}", token.Position);
        }

        return _reader.IsSymbol("(")
            ? throw TokenReader.Unsupported($"Type {token.Text.ToUpperInvariant()} with parameters", token.Position)
            : type;
    }

    private List<StructField> ParseStructFields()
    {
        var fields = new List<StructField>();
        do
        {
            // two consecutive words: a field name and its type
            var hasName = _reader.IsName() && _reader.Ahead().Kind is TokenKind.Word or TokenKind.QuotedName;
            var name = hasName ? _reader.Take().Text : null;
            fields.Add(new StructField(name, ParseType()));
        }
        while (_reader.TakeSymbol(","));

        CloseTypeBracket();
        return fields;
    }

    private void OpenTypeBracket() => _reader.ExpectSymbol("<");

    private void CloseTypeBracket()
    {
        if (_reader.IsSymbol(">>"))
        {
            if (_halfOfShift) _reader.Take();

            _halfOfShift = !_halfOfShift;
            return;
        }

        _reader.ExpectSymbol(">");
    }
}
