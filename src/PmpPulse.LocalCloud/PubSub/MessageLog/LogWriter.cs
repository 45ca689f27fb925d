using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace PmpPulse.LocalCloud.PubSub.MessageLog;

/// <summary>
/// The only thread that writes <c>pubsub.db</c>. It writes all queued work in one transaction with a single fsync (group commit), so
/// concurrent callers share the cost of the disk.
/// </summary>
internal sealed class LogWriter : IDisposable
{
    // limits a group, so that its first work does not wait long
    private const int MaxGroup = 512;

    private readonly SqliteConnection _connection;
    private readonly LogTransaction _transaction;
    private readonly BlockingCollection<LogWork> _queue = [];
    private readonly Thread _thread;
    private readonly LogCheckpointer _checkpointer;
    private readonly ILogger _logger;

    public LogWriter(string file, ILogger logger)
    {
        _logger = logger;
        File = file;
        _connection = LogSchema.OpenWriter(file);
        _transaction = new LogTransaction(_connection);
        _checkpointer = new LogCheckpointer(file, logger);
        _thread = new Thread(Run) { IsBackground = true, Name = "pubsub-log" };
    }

    /// <summary>Path of the database.</summary>
    public string File { get; }

    /// <summary>The writer's connection, for reading at startup only.</summary>
    public SqliteConnection Connection => _connection;

    /// <summary>The highest message id when the log was opened.</summary>
    public long LastId => _transaction.LastId;

    public void Start()
    {
        _checkpointer.Start();
        _thread.Start();
    }

    /// <summary>Queues work and returns it. Its <see cref="LogWork.Done"/> completes when it is durable.</summary>
    public T Write<T>(T work)
        where T : LogWork
    {
        try
        {
            _queue.Add(work);
        }
        catch (InvalidOperationException)
        {
            work.Fail(new ObjectDisposedException(nameof(LogWriter)));
        }

        return work;
    }

    /// <summary>Writes what is queued, then closes the log.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        if (_thread.IsAlive) _thread.Join();
        _checkpointer.Dispose();
        _transaction.Dispose();
        _connection.Dispose();
        _queue.Dispose();
    }

    private void Run()
    {
        var group = new List<LogWork>(MaxGroup);
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            group.Add(first);
            while (group.Count < MaxGroup && _queue.TryTake(out var next)) group.Add(next);
            WriteGroup(group);
            group.Clear();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Failures are reported to the callers. The thread must continue for all others.")]
    private void WriteGroup(List<LogWork> group)
    {
        try
        {
            var lastId = _transaction.LastId;
            _transaction.Begin();
            // in order: isolated work that fails leaves the group, and the rest continues
            for (var i = 0; i < group.Count; i++)
            {
                if (!group[i].Isolated) group[i].Apply(_transaction);
                else if (!ApplyIsolated(group[i])) group.RemoveAt(i--);
            }

            if (_transaction.LastId != lastId) _transaction.SaveSequence();
            _transaction.Commit();
            _checkpointer.Count(_transaction.TakeBytes());
        }
        catch (Exception exception)
        {
            Log.LogWriteFailed(_logger, exception, group.Count);
            RollBack();
            foreach (var work in group) Notify(work, () => work.Fail(exception));
            return;
        }

        foreach (var work in group) Notify(work, work.Complete);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Failures are reported to the caller.")]
    private bool ApplyIsolated(LogWork work)
    {
        _connection.Execute("SAVEPOINT isolated");
        try
        {
            work.Apply(_transaction);
            _connection.Execute("RELEASE isolated");
            return true;
        }
        catch (Exception exception)
        {
            _transaction.Reset();
            _connection.Execute("ROLLBACK TO isolated; RELEASE isolated");
            Notify(work, () => work.Fail(exception));
            return false;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "One caller's failure must not stop the thread that writes for all.")]
    private void Notify(LogWork work, Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            // the caller gets the error; a failure in its bookkeeping must not end this thread
            Log.LogWriteFailed(_logger, exception, 1);
            work.Refuse(exception);
        }
    }

    private void RollBack()
    {
        try
        {
            _transaction.Reset();
            // when the disk is full, SQLite rolls back on its own
            if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0) _connection.Execute("ROLLBACK");
        }
        catch (SqliteException exception)
        {
            Log.LogWriteFailed(_logger, exception, 0);
        }
    }
}
