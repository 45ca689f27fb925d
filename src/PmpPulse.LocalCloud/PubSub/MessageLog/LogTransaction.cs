using Microsoft.Data.Sqlite;

namespace PmpPulse.LocalCloud.PubSub.MessageLog;

/// <summary>The log operations available while a group's transaction is open. Used only on the writer's thread.</summary>
internal sealed class LogTransaction : IDisposable
{
    private readonly SqliteCommand _insertMessage;
    private readonly SqliteCommand _insertAck;
    private readonly SqliteCommand _deleteAcks;
    private readonly SqliteCommand _deleteFailures;
    private readonly SqliteCommand _updateAckedTo;
    private readonly SqliteCommand _upsertFailure;

    public LogTransaction(SqliteConnection connection)
    {
        Connection = connection;
        LastId = connection.Scalar("SELECT last_id FROM sequence");
        LastPublishTime = connection.Scalar("SELECT last_publish_time FROM sequence");
        _insertMessage = Prepare(
            "INSERT INTO messages(id, topic, publish_time, size, ordering_key, body) VALUES($1, $2, $3, $4, $5, $6)", 6);
        _insertAck = Prepare("INSERT OR IGNORE INTO acks(subscription, id) VALUES($1, $2)", 2);
        _deleteAcks = Prepare("DELETE FROM acks WHERE subscription=$1 AND id<=$2", 2);
        _deleteFailures = Prepare("DELETE FROM failures WHERE subscription=$1 AND id<=$2", 2);
        _updateAckedTo = Prepare("UPDATE subscriptions SET acked_to=$2 WHERE id=$1", 2);
        _upsertFailure = Prepare("INSERT INTO failures(subscription, id, count) VALUES($1, $2, $3) ON CONFLICT DO UPDATE SET count=$3", 3);
    }

    public SqliteConnection Connection { get; }

    /// <summary>The highest assigned message id. It never decreases, not even when a group fails.</summary>
    public long LastId { get; private set; }

    /// <summary>Publish time of the newest message, microseconds since 1970, UTC.</summary>
    public long LastPublishTime { get; private set; }

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

    public void InsertMessage(long id, long topic, long publishTime, int size, string orderingKey, byte[] body)
    {
        var parameters = _insertMessage.Parameters;
        parameters[0].Value = id;
        parameters[1].Value = topic;
        parameters[2].Value = publishTime;
        parameters[3].Value = size;
        parameters[4].Value = orderingKey.Length == 0 ? DBNull.Value : orderingKey;
        parameters[5].Value = body;
        _insertMessage.ExecuteNonQuery();
    }

    public void InsertAck(long subscription, long id) => Run(_insertAck, subscription, id);

    public void UpdateAckedTo(long subscription, long ackedTo)
    {
        Run(_updateAckedTo, subscription, ackedTo);
        Run(_deleteAcks, subscription, ackedTo);
        Run(_deleteFailures, subscription, ackedTo);
    }

    public void UpsertFailures(long subscription, long id, int count)
    {
        _upsertFailure.Parameters[2].Value = count;
        Run(_upsertFailure, subscription, id);
    }

    public void SaveSequence() =>
        Connection.Execute("UPDATE sequence SET last_id=$1, last_publish_time=$2", LastId, LastPublishTime);

    public void Dispose()
    {
        foreach (var command in new[] { _insertMessage, _insertAck, _deleteAcks, _deleteFailures, _updateAckedTo, _upsertFailure })
        {
            command.Dispose();
        }
    }

    private static void Run(SqliteCommand command, long subscription, long id)
    {
        command.Parameters[0].Value = subscription;
        command.Parameters[1].Value = id;
        command.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = Connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
        {
            command.Parameters.Add(
                new SqliteParameter(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"${i}"), DBNull.Value));
        }

        command.Prepare();
        return command;
    }
}
