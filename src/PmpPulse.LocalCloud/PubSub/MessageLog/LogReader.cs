using Google.Cloud.PubSub.V1;
using Microsoft.Data.Sqlite;

namespace PmpPulse.LocalCloud.PubSub.MessageLog;

/// <summary>Reads the log concurrently with its writer.</summary>
internal sealed class LogReader(string file, MessageCache cache) : IDisposable
{
    private readonly Lock _lock = new();
    private SqliteConnection? _connection;

    /// <summary>
    /// A topic's messages after <paramref name="after"/> and up to <paramref name="upTo"/> that the subscription has not acknowledged,
    /// oldest first, at most <paramref name="limit"/>.
    /// </summary>
    public List<LogEntry> ReadEntries(long subscription, long topic, long after, long upTo, int limit)
    {
        const string Sql = """
            SELECT m.id, m.size, m.publish_time, m.ordering_key, f.count
            FROM messages m LEFT JOIN failures f ON f.subscription = $1 AND f.id = m.id
            WHERE m.topic = $2 AND m.id > $3 AND m.id <= $4
              AND NOT EXISTS (SELECT 1 FROM acks a WHERE a.subscription = $1 AND a.id = m.id)
            ORDER BY m.id LIMIT $5
            """;
        lock (_lock)
        {
            using var command = Connection().Command(Sql, subscription, topic, after, upTo, limit);
            using var rows = command.ExecuteReader();
            var entries = new List<LogEntry>();
            while (rows.Read())
            {
                entries.Add(new LogEntry(
                    rows.GetInt64(0), rows.GetInt32(1), rows.GetInt64(2), rows.IsDBNull(3) ? null : rows.GetString(3),
                    rows.IsDBNull(4) ? 0 : rows.GetInt32(4)));
            }

            return entries;
        }
    }

    /// <summary>The number of unacknowledged messages of a subscription, and when the oldest was published (microseconds).</summary>
    public (long Messages, long? OldestPublishTime) ReadBacklog(long subscription, long topic)
    {
        const string Sql = """
            SELECT COUNT(*), MIN(m.publish_time)
            FROM messages m
            WHERE m.topic = $2 AND m.id > (SELECT acked_to FROM subscriptions WHERE id = $1)
              AND NOT EXISTS (SELECT 1 FROM acks a WHERE a.subscription = $1 AND a.id = m.id)
            """;
        lock (_lock)
        {
            using var command = Connection().Command(Sql, subscription, topic);
            using var rows = command.ExecuteReader();
            rows.Read();
            return (rows.GetInt64(0), rows.IsDBNull(1) ? null : rows.GetInt64(1));
        }
    }

    /// <summary>A message with its id and publish time; null if it was removed.</summary>
    public PubsubMessage? ReadMessage(long id)
    {
        if (cache.TryGet(id, out var cached)) return cached.Value.Decode(id);
        LoggedMessage message;
        lock (_lock)
        {
            using var command = Connection().Command("SELECT publish_time, body FROM messages WHERE id = $1", id);
            using var rows = command.ExecuteReader();
            if (!rows.Read()) return null;
            message = new LoggedMessage(rows.GetFieldValue<byte[]>(1), rows.GetInt64(0));
        }

        return message.Decode(id);
    }

    public void Dispose() => _connection?.Dispose();

    private SqliteConnection Connection() => _connection ??= LogSchema.OpenReader(file);
}
