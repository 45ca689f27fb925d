using Microsoft.Data.Sqlite;

namespace PmpPulse.LocalCloud.PubSub.MessageLog;

/// <summary>The log operations available while a group's transaction is open. Used only on the writer's thread.</summary>
internal sealed class LogTransaction : IDisposable
{
    private readonly LogStatement _begin;
    private readonly LogStatement _commit;
    private readonly LogStatement _saveSequence;
    private readonly LogStatement _insertMessage;
    private readonly LogStatement _deleteMessage;
    private readonly LogStatement _insertAck;
    private readonly LogStatement _deleteAcks;
    private readonly LogStatement _deleteFailures;
    private readonly LogStatement _updateAckedTo;
    private readonly LogStatement _upsertFailure;
    private readonly List<LogStatement> _statements = [];
    private long _bytes;

    public LogTransaction(SqliteConnection connection)
    {
        Connection = connection;
        LastId = connection.Scalar("SELECT last_id FROM sequence");
        LastPublishTime = connection.Scalar("SELECT last_publish_time FROM sequence");
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _saveSequence = Prepare("UPDATE sequence SET last_id=?1, last_publish_time=?2");
        _insertMessage = Prepare("INSERT INTO messages(id, topic, publish_time, size, ordering_key, body) VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
        _deleteMessage = Prepare("DELETE FROM messages WHERE id=?1");
        _insertAck = Prepare("INSERT OR IGNORE INTO acks(subscription, id) VALUES(?1, ?2)");
        _deleteAcks = Prepare("DELETE FROM acks WHERE subscription=?1 AND id<=?2");
        _deleteFailures = Prepare("DELETE FROM failures WHERE subscription=?1 AND id<=?2");
        _updateAckedTo = Prepare("UPDATE subscriptions SET acked_to=?2 WHERE id=?1");
        _upsertFailure = Prepare("INSERT INTO failures(subscription, id, count) VALUES(?1, ?2, ?3) ON CONFLICT DO UPDATE SET count=?3");
    }

    public SqliteConnection Connection { get; }

    /// <summary>The highest assigned message id. It never decreases, not even when a group fails.</summary>
    public long LastId { get; private set; }

    /// <summary>Publish time of the newest message, microseconds since 1970, UTC.</summary>
    public long LastPublishTime { get; private set; }

    public void Begin() => _begin.Run();

    public void Commit() => _commit.Run();

    /// <summary>Ends statements that failed half-way, so that the transaction can be rolled back.</summary>
    public void Reset()
    {
        foreach (var statement in _statements) statement.Reset();
    }

    /// <summary>Assigns <paramref name="count"/> consecutive message ids and returns the first.</summary>
    public long TakeIds(int count)
    {
        var first = LastId + 1;
        LastId += count;
        return first;
    }

    /// <summary>
    /// A publish time that is never earlier than a previous message's, even if the clock goes back. Seeking by time relies on this.
    /// </summary>
    public long PublishTime(long now) => LastPublishTime = Math.Max(LastPublishTime, now);

    /// <summary>Bytes of messages inserted since the last call.</summary>
    public long TakeBytes()
    {
        var bytes = _bytes;
        _bytes = 0;
        return bytes;
    }

    /// <param name="orderingKey">Null if it has none.</param>
    /// <param name="body">The encoded message, without id and publish time.</param>
    public void InsertMessage(long id, long topic, long publishTime, string? orderingKey, ReadOnlySpan<byte> body)
    {
        // a row and its entry in the index take this much more
        const int Overhead = 50;
        _bytes += body.Length + Overhead;
        _insertMessage.Bind(1, id).Bind(2, topic).Bind(3, publishTime).Bind(4, body.Length).Bind(5, orderingKey).Bind(6, body).Run();
    }

    public void DeleteMessage(long id) => _deleteMessage.Bind(1, id).Run();

    public void InsertAck(long subscription, long id) => Run(_insertAck, subscription, id);

    public void UpdateAckedTo(long subscription, long ackedTo)
    {
        Run(_updateAckedTo, subscription, ackedTo);
        Run(_deleteAcks, subscription, ackedTo);
        Run(_deleteFailures, subscription, ackedTo);
    }

    public void UpsertFailures(long subscription, long id, int count) => Run(_upsertFailure.Bind(3, count), subscription, id);

    public void SaveSequence() => Run(_saveSequence, LastId, LastPublishTime);

    public void Dispose()
    {
        foreach (var statement in _statements) statement.Dispose();
    }

    private static void Run(LogStatement statement, long first, long second) => statement.Bind(1, first).Bind(2, second).Run();

    private LogStatement Prepare(string sql)
    {
        var statement = new LogStatement(Connection, sql);
        _statements.Add(statement);
        return statement;
    }
}
