using Grpc.Core;
using Microsoft.Data.Sqlite;
using PmpPulse.LocalCloud.PubSub.MessageLog;

namespace PmpPulse.LocalCloud.PubSub.Brokering;

internal sealed partial class Broker
{
    // the maximum per transaction, because publishers wait for it
    private const int MaxRemovedMessages = 2_000;
    private const long MaxRemovedBytes = 16 * 1024 * 1024;

    // a message is kept as long as a subscription or snapshot of its topic has not acknowledged it, a subscription retains acknowledged
    // messages, or its topic retains published ones
    private const string CandidatesSql = """
        SELECT m.id, m.size FROM messages m
        WHERE m.topic = $1 AND m.id > $2 AND m.publish_time < $3
          AND (m.publish_time < $4 OR NOT EXISTS (
            SELECT 1 FROM subscriptions s WHERE s.topic = $1 AND m.id > s.acked_to
              AND NOT EXISTS (SELECT 1 FROM acks a WHERE a.subscription = s.id AND a.id = m.id)))
          AND NOT EXISTS (
            SELECT 1 FROM snapshots n WHERE n.topic = $1 AND m.id > n.acked_to
              AND NOT EXISTS (SELECT 1 FROM snapshot_acks a WHERE a.snapshot = n.id AND a.id = m.id))
        ORDER BY m.id LIMIT $5
        """;

    /// <summary>Removes expired subscriptions and messages that are no longer needed.</summary>
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        await ExpireAsync(cancellationToken);
        // uses its own connection, because scanning a long backlog must block neither the writer nor readers
        using var log = LogSchema.OpenReader(_writer.File);
        List<long> topics = [];
        using (var command = log.Command("SELECT DISTINCT topic FROM messages"))
        using (var rows = command.ExecuteReader())
        {
            // includes the messages of deleted topics
            while (rows.Read()) topics.Add(rows.GetInt64(0));
        }

        foreach (var topic in topics) await CleanAsync(log, topic, cancellationToken);
    }

    private async Task CleanAsync(SqliteConnection log, long topic, CancellationToken cancellationToken)
    {
        var (acknowledgedBefore, anyBefore) = Horizons(topic);
        var after = 0L;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var ids = Candidates(log, topic, after, acknowledgedBefore, anyBefore);
            if (ids.Count == 0) return;
            await WriteAsync(transaction =>
            {
                foreach (var id in ids) transaction.DeleteMessage(id);
            });
            after = ids[^1];
        }
    }

    private static List<long> Candidates(SqliteConnection log, long topic, long after, long acknowledgedBefore, long anyBefore)
    {
        List<long> ids = [];
        var bytes = 0L;
        using var command = log.Command(CandidatesSql, topic, after, acknowledgedBefore, anyBefore, MaxRemovedMessages);
        using var rows = command.ExecuteReader();
        while (bytes < MaxRemovedBytes && rows.Read())
        {
            ids.Add(rows.GetInt64(0));
            bytes += rows.GetInt64(1);
        }

        return ids;
    }

    /// <summary>
    /// Publish times (microseconds) before which a topic's messages are removed: if acknowledged by all, and in any case.
    /// </summary>
    private (long Acknowledged, long Any) Horizons(long topicId)
    {
        var now = _clock.GetUtcNow();
        var topic = _topics.Values.FirstOrDefault(t => t.Id == topicId)?.Resource.MessageRetentionDuration?.ToTimeSpan() ?? TimeSpan.Zero;
        var retained = topic;
        var longest = topic;
        foreach (var subscription in _subscriptions.Values.Where(s => s.TopicId == topicId).Select(s => s.Resource))
        {
            var retention = subscription.MessageRetentionDuration.ToTimeSpan();
            if (retention > longest) longest = retention;
            if (subscription.RetainAckedMessages && retention > retained) retained = retention;
        }

        return (retained == TimeSpan.Zero ? long.MaxValue : Micros.From(now - retained), Micros.From(now - longest));
    }

    private async Task ExpireAsync(CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        foreach (var snapshot in _snapshots.Values.Where(s => s.Resource.ExpireTime.ToDateTimeOffset() <= now).ToArray())
        {
            await UnlessGoneAsync(DeleteSnapshotAsync(snapshot.Resource.Name, cancellationToken));
        }

        foreach (var subscription in _subscriptions.Values.ToArray())
        {
            if (subscription.Resource.ExpirationPolicy?.Ttl?.ToTimeSpan() is not { } ttl) continue;
            if (Micros.From(now) - subscription.LastUsed < Micros.From(ttl)) continue;
            Log.SubscriptionExpired(_logger, subscription.Name, ttl);
            await UnlessGoneAsync(DeleteSubscriptionAsync(subscription.Name, cancellationToken));
        }
    }

    private static async Task UnlessGoneAsync(Task deletion)
    {
        try
        {
            await deletion;
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.NotFound)
        {
            // another call has already removed it
        }
    }
}
