using Microsoft.Data.Sqlite;

namespace PmpPulse.LocalCloud.PubSub.MessageLog;

/// <summary>The tables of <c>pubsub.db</c>, and how to open connections to it.</summary>
internal static class LogSchema
{
    private const int Version = 1;

    // body is the last column, so that reading the others skips a snapshot's 460 KB of overflow pages
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS sequence(last_id INTEGER NOT NULL, last_publish_time INTEGER NOT NULL);
        INSERT INTO sequence SELECT 0, 0 WHERE NOT EXISTS (SELECT 1 FROM sequence);
        CREATE TABLE IF NOT EXISTS topics(
          id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, resource BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS messages(
          id INTEGER PRIMARY KEY, topic INTEGER NOT NULL, publish_time INTEGER NOT NULL, size INTEGER NOT NULL,
          ordering_key TEXT, body BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS messages_by_topic ON messages(topic);
        CREATE TABLE IF NOT EXISTS subscriptions(
          id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, topic INTEGER NOT NULL, resource BLOB NOT NULL,
          acked_to INTEGER NOT NULL, epoch INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS acks(
          subscription INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (subscription, id)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS failures(
          subscription INTEGER NOT NULL, id INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (subscription, id)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS snapshots(
          id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, topic INTEGER NOT NULL, resource BLOB NOT NULL,
          acked_to INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS snapshot_acks(
          snapshot INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (snapshot, id)) WITHOUT ROWID;
        """;

    /// <summary>Opens the database, creating it if needed.</summary>
    public static SqliteConnection OpenWriter(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
        }.ToString());
        connection.Open();
        // FULL: a commit is on disk when it returns. The writer checkpoints the log at 32 MB, after LogCheckpointer has copied most of it. The
        // file never stays larger than 16 MB
        connection.Execute("""
            PRAGMA busy_timeout=30000;
            PRAGMA page_size=8192;
            PRAGMA journal_mode=WAL;
            PRAGMA synchronous=FULL;
            PRAGMA wal_autocheckpoint=4096;
            PRAGMA journal_size_limit=16777216;
            PRAGMA cache_size=-32768;
            PRAGMA temp_store=MEMORY;
            """);
        var found = connection.Scalar("PRAGMA user_version");
        if (found > Version)
        {
            connection.Dispose();
            throw new Hosting.DataDirectoryException(
                $"{file} was written by a newer LocalCloud (format {found}; this one knows {Version}).");
        }

        connection.Execute($"BEGIN IMMEDIATE;{Tables}PRAGMA user_version={Version};COMMIT;");
        return connection;
    }

    /// <summary>Opens the database for copying the log into it concurrently with the writer.</summary>
    public static SqliteConnection OpenCheckpointer(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
        }.ToString());
        connection.Open();
        connection.Execute("PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;");
        return connection;
    }

    /// <summary>Opens the database for reading concurrently with the writer.</summary>
    public static SqliteConnection OpenReader(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ToString());
        connection.Open();
        connection.Execute("PRAGMA cache_size=-16384;");
        return connection;
    }
}
