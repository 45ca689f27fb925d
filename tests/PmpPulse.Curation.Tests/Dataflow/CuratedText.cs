using System.Globalization;
using System.Text;
using System.Text.Json;
using PmpPulse.Contracts;
using PmpPulse.Contracts.Json;
using PmpPulse.Curation.DeadLetters;
using PmpPulse.Curation.Tests.Support;
using PmpPulse.Curation.ValidateRow;
using PmpPulse.Testing;
using PmpPulse.Warehouse;

namespace PmpPulse.Curation.Tests.Dataflow;

/// <summary>The result of curating a message as text: one line per row or dead letter, with every column of the tables.</summary>
internal static class CuratedText
{
    private static readonly string[] Columns = ColumnsOf(Velib.Curation.Table);
    private static readonly string[] DeadColumns = [.. ColumnsOf(Velib.Curation.DeadLetterTable).Where(name => name != "dlq_ts")];

    /// <summary>The C# worker's result.</summary>
    public static string Of(CuratedMessage message)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"snapshot {(message.HasSnapshot ? message.Snapshot.Value.SnapshotId : null)}");
        foreach (var row in message.Rows is null ? [] : DecodedRow.Decode(message.Rows))
        {
            Line(text, Columns, name => name == "quality_flags" ? string.Join(',', row.Flags) : row.Value(name));
        }

        foreach (var dead in message.DeadLetters)
        {
            Line(text, DeadColumns, name => name switch
            {
                "stage" => dead.Stage,
                "error_type" => dead.ErrorType,
                "error_message" => Message(dead.ErrorType, dead.ErrorMessage),
                "raw" => DeadLetterTable.Readable(dead.Raw.Span),
                "event_meta" => Sorted(dead.Meta.ToJson()),
                "row_json" => dead.RowJson is { } row ? Encoding.UTF8.GetString(row.Span) : null,
                "bq_errors" => dead.BigQueryErrors,
                "message_id" => dead.MessageId,
                "station_id" => dead.ElementId,
                "data" => dead.Data is { } data ? Convert.ToBase64String(data.Span) : null,
                _ => throw new InvalidOperationException($"the dead-letter table has a column {name} that is not compared"),
            });
        }

        return text.ToString();
    }

    /// <summary>The Dataflow engine's result.</summary>
    public static string Of(JsonElement answer)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"snapshot {Text(answer.GetProperty("snapshot_id"))}");
        foreach (var row in answer.GetProperty("rows").EnumerateArray()) Line(text, Columns, name => Text(row.GetProperty(name)));
        foreach (var dead in answer.GetProperty("dead_letters").EnumerateArray())
        {
            var type = dead.GetProperty("error_type").GetString()!;
            Line(text, DeadColumns, name => Text(dead.GetProperty(name)) is not { } value ? null : name switch
            {
                "error_message" => Message(type, value),
                "event_meta" => Sorted(value),
                _ => value,
            });
        }

        return text.ToString();
    }

    // .NET's JSON reader words its errors differently
    private static string Message(string errorType, string message) => errorType switch
    {
        ReadErrors.NotJson or "station_not_json" => "",
        _ => message,
    };

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(Text)),
        JsonValueKind.Object => string.Join(';', value.EnumerateObject().Select(p => $"{p.Name}:{Text(p.Value)}")),
        _ => value.GetRawText(),
    };

    private static string Sorted(string json)
    {
        using var document = JsonDocument.Parse(json);
        return string.Join(';', document.RootElement.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => $"{p.Name}:{Text(p.Value)}"));
    }

    private static void Line(StringBuilder text, string[] columns, Func<string, string?> value) =>
        text.AppendJoin('|', columns.Select(name => $"{name}={value(name) ?? "NULL"}")).AppendLine();

    private static string[] ColumnsOf(TableName table)
    {
        using var document = JsonDocument.Parse(WarehouseFiles.Table(table).ResourceJson);
        return [.. document.RootElement.GetProperty("schema").GetProperty("fields").EnumerateArray().Select(field => field.GetProperty("name").GetString()!)];
    }
}
