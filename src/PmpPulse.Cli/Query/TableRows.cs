using PmpPulse.GoogleCloud.BigQuery;
using Spectre.Console;

namespace PmpPulse.Cli.Query;

/// <summary>A table; each row on one line, however wide.</summary>
internal sealed class TableRows(TextWriter output, BigQuerySchema schema) : RowWriter
{
    private readonly List<Cell[]> _rows = [];

    public override void Write(BigQueryRow row) =>
        _rows.Add([.. schema.Fields.Select((field, ordinal) => CellText.Of(field, row.GetRaw(ordinal)) is { } text ? text : Cell.Of($"[grey]NULL[/]"))]);

    public override void End(ResultSummary summary)
    {
        if (schema.Fields.Count == 0) return;
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var field in schema.Fields)
        {
            var column = new TableColumn(new Text(TerminalText.Escape(field.Name))).NoWrap();
            table.AddColumn(CellText.IsNumber(field) ? column.RightAligned() : column);
        }

        foreach (var row in _rows) table.Row(row);
        var console = Terminals.On(output);
        console.Profile.Width = int.MaxValue / 4;
        console.Write(table);
    }
}
