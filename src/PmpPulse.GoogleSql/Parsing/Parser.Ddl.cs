using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Parsing.Ast;

namespace PmpPulse.GoogleSql.Parsing;

/// <content>CREATE and DROP.</content>
internal sealed partial class Parser
{
    private Statement ParseCreate()
    {
        var position = _reader.ExpectWord("CREATE").Position;
        var orReplace = _reader.TakeWords("OR", "REPLACE");
        var isView = _reader.IsWord("VIEW");
        if (!isView && !_reader.IsWord("TABLE"))
        {
            throw _reader.Current.Kind == Lexing.TokenKind.Word
                ? TokenReader.Unsupported($"CREATE {_reader.Current.Text.ToUpperInvariant()}", _reader.Position)
                : _reader.Unexpected();
        }

        _reader.Take();
        var ifNotExists = _reader.IsWords("IF", "NOT");
        if (ifNotExists)
        {
            _reader.Take();
            _reader.Take();
            _reader.ExpectWord("EXISTS");
        }

        var target = ParseTableName();
        return isView
            ? ParseCreateView(position, target, orReplace, ifNotExists)
            : ParseCreateTable(position, target, orReplace, ifNotExists);
    }

    private CreateViewStatement ParseCreateView(SourcePosition position, TableName target, bool orReplace, bool ifNotExists)
    {
        if (_reader.IsSymbol("(")) throw TokenReader.Unsupported("CREATE VIEW with a column list", _reader.Position);

        var description = ParseOptions();
        _reader.ExpectWord("AS");
        var start = _reader.Position.Offset;
        var query = ParseQuery();
        return new CreateViewStatement(position, target, query, _text[start.._reader.PreviousEnd])
        {
            OrReplace = orReplace,
            IfNotExists = ifNotExists,
            Description = description,
        };
    }

    private CreateTableStatement ParseCreateTable(SourcePosition position, TableName target, bool orReplace, bool ifNotExists)
    {
        var table = new CreateTableStatement(position, target)
        {
            OrReplace = orReplace,
            IfNotExists = ifNotExists,
            Columns = _reader.IsSymbol("(") ? ParseColumnDefinitions() : null,
        };
        if (_reader.TakeWords("PARTITION", "BY")) table = table with { PartitionBy = ParseExpression() };

        if (_reader.TakeWords("CLUSTER", "BY"))
        {
            var clusterBy = new List<Identifier>();
            do
            {
                var at = _reader.Position;
                clusterBy.Add(new Identifier(at, _reader.ExpectName()));
            }
            while (_reader.TakeSymbol(","));

            table = table with { ClusterBy = clusterBy };
        }

        table = table with { Description = ParseOptions() };
        if (_reader.TakeWord("AS")) return table with { Query = ParseQuery() };

        return table.Columns is null
            ? throw new GoogleSqlException(
                $"Syntax error: Expected \"(\" or keyword AS but got {_reader.Current.Describe()}", _reader.Position)
            : table;
    }

    private List<ColumnDefinition> ParseColumnDefinitions()
    {
        _reader.ExpectSymbol("(");
        var columns = new List<ColumnDefinition>();
        do
        {
            if (columns.Count > 0 && _reader.IsSymbol(")")) break;

            var position = _reader.Position;
            var name = _reader.ExpectName();
            var type = ParseType();
            if (_reader.IsWord("DEFAULT")) throw TokenReader.Unsupported("Column default", _reader.Position);

            var notNull = _reader.TakeWords("NOT", "NULL");
            columns.Add(new ColumnDefinition(position, name, type, notNull, ParseOptions()));
        }
        while (_reader.TakeSymbol(","));

        _reader.ExpectSymbol(")");
        return columns;
    }

    /// <summary>OPTIONS(description = '…'). No other option is stored, so any other is refused.</summary>
    private string? ParseOptions()
    {
        if (!_reader.TakeWord("OPTIONS")) return null;

        string? description = null;
        _reader.ExpectSymbol("(");
        while (!_reader.IsSymbol(")"))
        {
            var position = _reader.Position;
            var name = _reader.ExpectName();
            if (!name.Equals("description", StringComparison.OrdinalIgnoreCase)) throw TokenReader.Unsupported($"Option {name}", position);

            _reader.ExpectSymbol("=");
            description = _reader.ExpectString();
            if (!_reader.TakeSymbol(",")) break;
        }

        _reader.ExpectSymbol(")");
        return description;
    }

    private DropStatement ParseDrop()
    {
        var position = _reader.ExpectWord("DROP").Position;
        var isView = _reader.IsWord("VIEW");
        if (!isView && !_reader.IsWord("TABLE"))
        {
            throw _reader.Current.Kind == Lexing.TokenKind.Word
                ? TokenReader.Unsupported($"DROP {_reader.Current.Text.ToUpperInvariant()}", _reader.Position)
                : _reader.Unexpected();
        }

        _reader.Take();
        var ifExists = _reader.TakeWords("IF", "EXISTS");
        return new DropStatement(position, ParseTableName(), isView, ifExists);
    }
}
