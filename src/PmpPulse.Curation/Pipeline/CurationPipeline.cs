using System.Collections.Concurrent;
using System.Diagnostics;
using PmpPulse.Curation.DeadLetters;
using PmpPulse.Curation.Deduplicate;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.ValidateRow;
using PmpPulse.Curation.Write;
using PmpPulse.GoogleCloud.PubSub;

namespace PmpPulse.Curation.Pipeline;

/// <summary>
/// All five stages for one delivery, from either engine. Dead letters are durable before rows are, and both before the
/// delivery is acknowledged: so the next delivery completes one that broke off anywhere. Thread-safe.
/// </summary>
internal sealed class CurationPipeline(CurationFeed feed, SnapshotWriter writer, IDeadLetterWriter deadLetters, TimeProvider clock, ILogger<CurationPipeline> logger)
{
    private readonly ConcurrentBag<Curator> _curators = [];

    /// <summary>Curates and writes; throws only when cancelled.</summary>
    public async Task<MessageOutcome> HandleAsync(SourceMessage message, string? traceParent, CancellationToken cancellationToken)
    {
        // the caller hands over the next message meanwhile
        await Task.Yield();
        using var activity = MessageTracing.StartConsumer(CurationTelemetry.Activities, "curate", traceParent);
        activity?.SetTag("messaging.message.id", message.MessageId);
        var outcome = await HandleAsync(message, cancellationToken);
        CurationTelemetry.CountMessage(outcome.ToString().ToLowerInvariant());
        activity?.SetTag("pmp.outcome", outcome.ToString());
        if (outcome == MessageOutcome.Failed) activity?.SetStatus(ActivityStatusCode.Error);
        return outcome;
    }

    private async Task<MessageOutcome> HandleAsync(SourceMessage message, CancellationToken cancellationToken)
    {
        var curated = Curate(message);
        Count(curated);
        if (curated.DeadLetters.Count > 0 && !await TryWriteDeadLettersAsync(curated, cancellationToken)) return MessageOutcome.Failed;
        if (curated.IsSkipped) return MessageOutcome.Skipped;
        if (!curated.HasSnapshot) return MessageOutcome.DeadLettered;
        if (curated.Rows.Count == 0) return MessageOutcome.Nothing;

        CurationTelemetry.CountIn(Stage.Deduplicate, curated.Rows.Count);
        switch (await TryWriteAsync(curated, cancellationToken))
        {
            case WriteResult.Written:
                // answered, so nobody reads them any more
                curated.Rows.Release();
                Log.SnapshotWritten(logger, message.MessageId, curated.Rows.Count, curated.DeadLetters.Count);
                if (!curated.IsRowReplay) CurationTelemetry.RecordLatency(clock.GetUtcNow() - curated.Envelope.IngestTs);
                return MessageOutcome.Written;
            case WriteResult.Duplicate:
                curated.Rows.Release();
                Log.SnapshotDuplicate(logger, message.MessageId, curated.Snapshot.Value.SnapshotId);
                CurationTelemetry.CountDuplicate();
                return MessageOutcome.Duplicate;
            default:
                return MessageOutcome.Failed;
        }
    }

    private CuratedMessage Curate(SourceMessage message)
    {
        if (!_curators.TryTake(out var curator)) curator = new Curator(feed);
        var curated = curator.Curate(message);
        _curators.Add(curator);
        return curated;
    }

    private async Task<WriteResult> TryWriteAsync(CuratedMessage curated, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.WriteAsync(curated, cancellationToken);
        }
        catch (DeadLetterException exception)
        {
            Log.DeadLettersFailed(logger, exception, curated.Source.MessageId);
            return WriteResult.NotWritten;
        }
    }

    private async Task<bool> TryWriteDeadLettersAsync(CuratedMessage curated, CancellationToken cancellationToken)
    {
        try
        {
            await deadLetters.WriteAsync(curated.DeadLetters, cancellationToken);
            var superseded = curated.DeadLetters.Count(dead => dead.ErrorType == feed.Kind.List.Errors.IdDuplicate);
            if (superseded > 0) Log.Superseded(logger, curated.Source.MessageId, superseded);
            if (curated.DeadLetters.FirstOrDefault(dead => dead.ErrorType != feed.Kind.List.Errors.IdDuplicate) is { } first)
            {
                // the level is what raises the alert
                Log.DeadLettered(logger, curated.Source.IsDrill ? LogLevel.Information : LogLevel.Warning, curated.Source.MessageId, curated.DeadLetters.Count - superseded, first.Stage, first.ErrorType);
            }

            return true;
        }
        catch (DeadLetterException exception)
        {
            Log.DeadLettersFailed(logger, exception, curated.Source.MessageId);
            return false;
        }
    }

    private static void Count(CuratedMessage curated)
    {
        CurationTelemetry.CountIn(Stage.ParseNormalize, 1);
        if (curated.Envelope is null || curated.IsSkipped) return;
        CurationTelemetry.CountOut(Stage.ParseNormalize, 1);
        CurationTelemetry.CountIn(Stage.SnapshotToStationRows, 1);
        CurationTelemetry.CountOut(Stage.SnapshotToStationRows, curated.Counts.Elements);
        CurationTelemetry.CountIn(Stage.ValidateRow, curated.Counts.Elements);
        CurationTelemetry.CountOut(Stage.ValidateRow, curated.Counts.Rows);
        CurationTelemetry.CountRepetitions(curated.Counts.Repetitions);
    }
}
