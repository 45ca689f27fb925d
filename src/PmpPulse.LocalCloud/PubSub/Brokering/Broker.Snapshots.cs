using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using PmpPulse.LocalCloud.PubSub.Errors;
using PmpPulse.LocalCloud.PubSub.MessageLog;
using PmpPulse.LocalCloud.PubSub.Resources;

namespace PmpPulse.LocalCloud.PubSub.Brokering;

internal sealed partial class Broker
{
    // https://cloud.google.com/pubsub/docs/replay-overview: seven days minus the age of the oldest unacknowledged message, but at least one
    // hour
    private static readonly TimeSpan SnapshotLifetime = TimeSpan.FromDays(7);
    private static readonly TimeSpan MinSnapshotLifetime = TimeSpan.FromHours(1);

    public Task<Snapshot> CreateSnapshotAsync(CreateSnapshotRequest request, CancellationToken cancellationToken)
    {
        var name = ResourceName.Check(ResourceName.Snapshots, request.Name);
        if (request.Tags.Count > 0) throw PubSubErrors.Unsupported("CreateSnapshotRequest.tags");
        return AdministerAsync(
            async () =>
            {
                if (_snapshots.ContainsKey(name)) throw PubSubErrors.AlreadyExists(name);
                var subscription = Subscription(request.Subscription);
                var resource = new Snapshot { Name = name, Topic = subscription.Resource.Topic, Labels = { request.Labels } };
                var flush = subscription.NewFlush();
                long id = 0;
                await WriteAsync(
                    log =>
                    {
                        flush.Apply(log);
                        id = Insert(log, subscription, resource);
                    },
                    () => _snapshots[name] = new BrokerSnapshot(id, subscription.TopicId, resource),
                    flush.RolledBack);
                return resource;
            },
            cancellationToken);
    }

    public Task<Snapshot> UpdateSnapshotAsync(UpdateSnapshotRequest request, CancellationToken cancellationToken)
    {
        if (request.Snapshot is null) throw PubSubErrors.InvalidArgument("The snapshot in the UpdateSnapshotRequest must be set.");
        UpdateMasks.Check(
            request.UpdateMask, Google.Cloud.PubSub.V1.Snapshot.Descriptor, "UpdateSnapshotRequest", "Snapshot", ["labels", "expire_time"]);
        return AdministerAsync(
            async () =>
            {
                var snapshot = Snapshot(request.Snapshot.Name);
                var updated = snapshot.Resource.Clone();
                UpdateMasks.Apply(request.UpdateMask, request.Snapshot, updated);
                await WriteAsync(
                    log => log.Connection.Execute("UPDATE snapshots SET resource=$2 WHERE id=$1", snapshot.Id, updated.ToByteArray()),
                    () => _snapshots[updated.Name] = snapshot with { Resource = updated });
                return updated;
            },
            cancellationToken);
    }

    public Task DeleteSnapshotAsync(string name, CancellationToken cancellationToken) =>
        AdministerAsync(
            async () =>
            {
                var snapshot = Snapshot(name);
                await WriteAsync(
                    log => log.Connection.Execute(
                        "DELETE FROM snapshots WHERE id=$1; DELETE FROM snapshot_acks WHERE snapshot=$1", snapshot.Id),
                    () => _snapshots.TryRemove(name, out _));
                return true;
            },
            cancellationToken);

    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND.</exception>
    public BrokerSnapshot Snapshot(string name) =>
        _snapshots.TryGetValue(ResourceName.Check(ResourceName.Snapshots, name), out var snapshot)
            ? snapshot
            : throw PubSubErrors.NotFound(name);

    /// <summary>Snapshots by name.</summary>
    public IEnumerable<Snapshot> Snapshots() => _snapshots.Values.Select(s => s.Resource).OrderBy(s => s.Name, StringComparer.Ordinal);

    /// <summary>A project's snapshots by name.</summary>
    public IEnumerable<Snapshot> SnapshotsOf(string project) => Snapshots().Where(s => BelongsTo(s.Name, project));

    /// <summary>
    /// Moves a subscription back or forward. Seeking to a time acknowledges everything published before it and unacknowledges later
    /// messages that the subscription or its topic retains. Seeking to a snapshot unacknowledges what was unacknowledged then and
    /// everything published since.
    /// </summary>
    public Task SeekAsync(SeekRequest request, CancellationToken cancellationToken)
    {
        if (request.TargetCase == SeekRequest.TargetOneofCase.None)
        {
            throw PubSubErrors.InvalidArgument("No target was specified in the SeekRequest. Must specify either a time or a snapshot");
        }

        return AdministerAsync(
            async () =>
            {
                var subscription = Subscription(request.Subscription);
                var snapshot = request.TargetCase == SeekRequest.TargetOneofCase.Snapshot ? Snapshot(request.Snapshot) : null;
                if (snapshot is not null && snapshot.TopicId != subscription.TopicId)
                {
                    throw PubSubErrors.InvalidArgument("The snapshot and the subscription belong to different topics.");
                }

                var flush = subscription.NewFlush();
                (long AckedTo, long Epoch) position = default;
                await WriteAsync(
                    log =>
                    {
                        // acknowledged messages that aren't retained stay acknowledged
                        flush.Apply(log);
                        position = snapshot is null ? Seek(log, subscription, request.Time) : Seek(log, subscription, snapshot);
                        // reset now, because acknowledgements written later in this transaction must belong to the new position
                        subscription.Reset(position.AckedTo, position.Epoch);
                    },
                    rolledBack: () => Reload(subscription));
                return true;
            },
            cancellationToken);
    }

    private static (long AckedTo, long Epoch) Seek(LogTransaction log, BrokerSubscription subscription, BrokerSnapshot snapshot)
    {
        log.Connection.Execute("DELETE FROM acks WHERE subscription=$1", subscription.Id);
        log.Connection.Execute("INSERT INTO acks SELECT $1, id FROM snapshot_acks WHERE snapshot=$2", subscription.Id, snapshot.Id);
        return MoveTo(log, subscription, log.Connection.Scalar("SELECT acked_to FROM snapshots WHERE id=$1", snapshot.Id));
    }

    private (long AckedTo, long Epoch) Seek(LogTransaction log, BrokerSubscription subscription, Timestamp time)
    {
        var connection = log.Connection;
        var before = FirstSince(log, subscription.TopicId, Micros.From(time)) - 1;
        // acknowledged messages return only if this subscription or its topic retains them, even if others keep older ones
        var retained = subscription.RetainsAcked is { } retention
            ? FirstSince(log, subscription.TopicId, Micros.From(_clock.GetUtcNow() - retention))
            : log.LastId + 1;
        var current = connection.Scalar("SELECT acked_to FROM subscriptions WHERE id=$1", subscription.Id);
        var ackedTo = Math.Max(before, Math.Min(current, retained - 1));
        connection.Execute("DELETE FROM acks WHERE subscription=$1 AND (id<=$2 OR id>=$3)", subscription.Id, ackedTo, retained);
        return MoveTo(log, subscription, ackedTo);
    }

    private static long FirstSince(LogTransaction log, long topic, long time) =>
        log.Connection.Scalar("SELECT min(id) FROM messages WHERE topic=$1 AND publish_time>=$2", topic, time) is > 0 and var first
            ? first
            : log.LastId + 1;

    private static (long AckedTo, long Epoch) MoveTo(LogTransaction log, BrokerSubscription subscription, long ackedTo)
    {
        log.Connection.Execute("DELETE FROM failures WHERE subscription=$1", subscription.Id);
        log.Connection.Execute("UPDATE subscriptions SET acked_to=$2, epoch=epoch+1 WHERE id=$1", subscription.Id, ackedTo);
        return (ackedTo, log.Connection.Scalar("SELECT epoch FROM subscriptions WHERE id=$1", subscription.Id));
    }

    /// <summary>Reverts to the log's state after a seek that could not be written. Runs on the log's thread.</summary>
    private void Reload(BrokerSubscription subscription) =>
        subscription.Reset(
            _writer.Connection.Scalar("SELECT acked_to FROM subscriptions WHERE id=$1", subscription.Id),
            _writer.Connection.Scalar("SELECT epoch FROM subscriptions WHERE id=$1", subscription.Id));

    private long Insert(LogTransaction log, BrokerSubscription subscription, Snapshot resource)
    {
        var connection = log.Connection;
        var now = _clock.GetUtcNow();
        var oldest = connection.Scalar(
            """
            SELECT min(publish_time) FROM messages m JOIN subscriptions s ON s.id=$1
            WHERE m.topic=s.topic AND m.id>s.acked_to AND NOT EXISTS (SELECT 1 FROM acks a WHERE a.subscription=$1 AND a.id=m.id)
            """,
            subscription.Id);
        var lifetime = oldest == 0 ? SnapshotLifetime : SnapshotLifetime - Micros.ToTimeSpan(Micros.From(now) - oldest);
        if (lifetime < MinSnapshotLifetime)
        {
            throw PubSubErrors.FailedPrecondition("The subscription's oldest unacknowledged message is too old for a snapshot.");
        }

        resource.ExpireTime = Timestamp.FromDateTimeOffset(now + lifetime);
        connection.Execute(
            "INSERT INTO snapshots(name, topic, resource, acked_to) SELECT $1, topic, $2, acked_to FROM subscriptions WHERE id=$3",
            resource.Name, resource.ToByteArray(), subscription.Id);
        var id = connection.Scalar("SELECT last_insert_rowid()");
        connection.Execute("INSERT INTO snapshot_acks SELECT $1, id FROM acks WHERE subscription=$2", id, subscription.Id);
        return id;
    }
}
