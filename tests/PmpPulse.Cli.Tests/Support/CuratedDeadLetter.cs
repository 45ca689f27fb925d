using PmpPulse.GoogleCloud.StorageWrite;
using PmpPulse.Testing;
using PmpPulse.Warehouse;

namespace PmpPulse.Cli.Tests.Support;

/// <summary>A curation dead letter written by an older version, whose data the current version accepts.</summary>
internal sealed record CuratedDeadLetter(string Stage, string MessageId)
{
    private static readonly RowSchema Schema = RowSchema.FromResourceJson(WarehouseFiles.Table(Velib.Curation.DeadLetterTable).ResourceJson);

    public string? StationId { get; init; }

    public string Meta { get; init; } = "{}";

    public string? RowJson { get; init; }

    public byte[]? Data { get; init; }

    public DateTimeOffset Time { get; init; } = TimeProvider.System.GetUtcNow().AddMinutes(-1);

    public async Task WriteAsync(Cloud cloud)
    {
        var rows = new RowBatchWriter(Schema);
        rows.BeginRow();
        rows.WriteTimestamp(Schema.Column("dlq_ts"), Time);
        rows.WriteString(Schema.Column("stage"), Stage);
        rows.WriteString(Schema.Column("error_type"), "bug_of_then");
        rows.WriteString(Schema.Column("event_meta"), Meta);
        rows.WriteString(Schema.Column("message_id"), MessageId);
        if (StationId is not null) rows.WriteString(Schema.Column("station_id"), StationId);
        if (RowJson is not null) rows.WriteString(Schema.Column("row_json"), RowJson);
        if (Data is not null) rows.WriteBytes(Schema.Column("data"), Data);
        rows.EndRow();
        await using var appender = cloud.Clients.StorageWrite.OpenTable(Velib.Curation.DeadLetterTable, Schema);
        (await appender.AppendAsync(rows.ToBatch())).Should().BeOfType<AppendOutcome.Appended>();
    }
}
