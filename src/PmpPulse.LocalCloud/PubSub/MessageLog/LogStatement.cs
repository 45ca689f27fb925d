using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace PmpPulse.LocalCloud.PubSub.MessageLog;

/// <summary>
/// A prepared statement without rows, for the writer's thread. <see cref="SqliteCommand"/> looks every parameter up by its name, makes each
/// value an object and reads the clock; that took as long as SQLite itself for messages of 100 bytes. Values stay bound between runs.
/// </summary>
internal sealed class LogStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <exception cref="SqliteException">The statement is invalid.</exception>
    public LogStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    /// <summary>Binds a parameter, counted from 1.</summary>
    public LogStatement Bind(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, parameter, value));
        return this;
    }

    /// <summary>Binds text, or NULL.</summary>
    public LogStatement Bind(int parameter, string? value)
    {
        Check(value is null ? raw.sqlite3_bind_null(_statement, parameter) : raw.sqlite3_bind_text(_statement, parameter, value));
        return this;
    }

    public LogStatement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(_statement, parameter, value));
        return this;
    }

    /// <exception cref="SqliteException">It could not be written, for example because the disk is full.</exception>
    public void Run()
    {
        var result = raw.sqlite3_step(_statement);
        // while the failed statement's error is still the connection's
        if (result != raw.SQLITE_DONE) SqliteException.ThrowExceptionForRC(result, _database);
        Check(raw.sqlite3_reset(_statement));
    }

    /// <summary>Makes it ready after a failure.</summary>
    public void Reset() => raw.sqlite3_reset(_statement);

    public void Dispose() => _statement.Dispose();

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
