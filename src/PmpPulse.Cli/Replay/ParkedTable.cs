using System.Text.Json;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud.StorageWrite;
using PmpPulse.Warehouse;

namespace PmpPulse.Cli.Replay;

/// <summary>Appends messages that are no longer replayed to <c>pmp_ops.dlq_parked</c>, at least once. Thread-safe.</summary>
internal sealed class ParkedTable(StorageWriteClient storage, TimeProvider clock) : IAsyncDisposable
{
    private static readonly RowSchema Schema = RowSchema.FromResourceJson(WarehouseFiles.Table(SharedNames.ParkedDeadLetters).ResourceJson);

    private readonly Lazy<TableAppender> _appender = new(() => storage.OpenTable(
        SharedNames.ParkedDeadLetters, Schema, new AppenderOptions { TotalTimeout = TimeSpan.FromSeconds(30), TraceId = "pmp-pulse:replay" }));

    /// <summary>Returns once the row is durable.</summary>
    /// <exception cref="ParkingException">It is not, or may not be.</exception>
    public async Task ParkAsync(ParkedMessage message, CancellationToken cancellationToken)
    {
        var rows = new RowBatchWriter(Schema);
        rows.BeginRow();
        rows.WriteTimestamp(Schema.Column("parked_ts"), clock.GetUtcNow());
        rows.WriteString(Schema.Column("reason"), message.Reason);
        rows.WriteInt64(Schema.Column("replay_count"), message.ReplayCount);
        if (message.Subscription is { } subscription) rows.WriteString(Schema.Column("subscription_name"), subscription);
        rows.WriteString(Schema.Column("message_id"), message.MessageId);
        if (message.PublishTime is { } time) rows.WriteTimestamp(Schema.Column("publish_time"), time);
        rows.WriteBytes(Schema.Column("data"), message.Data.Span);
        rows.WriteString(Schema.Column("attributes"), JsonSerializer.Serialize(message.Attributes, CliJson.Default.IReadOnlyDictionaryStringString));
        rows.EndRow();
        var outcome = await _appender.Value.AppendAsync(rows.ToBatch(), cancellationToken);
        if (outcome is not AppendOutcome.Appended) throw new ParkingException($"{SharedNames.ParkedDeadLetters} did not take the row: {outcome}");
    }

    public ValueTask DisposeAsync() => _appender.IsValueCreated ? _appender.Value.DisposeAsync() : ValueTask.CompletedTask;
}

/// <summary>A row of <c>pmp_ops.dlq_parked</c>, except its time.</summary>
internal sealed record ParkedMessage(string MessageId, string Reason, long ReplayCount, ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>Hold subscription it was pulled from, in full; null if it came from a table.</summary>
    public string? Subscription { get; init; }

    public DateTimeOffset? PublishTime { get; init; }
}

/// <summary>A message could not be parked: it stays where it was.</summary>
internal sealed class ParkingException(string message) : Exception(message);
