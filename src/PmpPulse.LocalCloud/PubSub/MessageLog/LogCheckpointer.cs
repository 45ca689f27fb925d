using Microsoft.Data.Sqlite;

namespace PmpPulse.LocalCloud.PubSub.MessageLog;

/// <summary>
/// Copies the write-ahead log into the database on a thread of its own while the writer goes on. A writer that does so itself holds up every
/// publish for as long as the disk takes. What is left when the writer's turn comes (the log starts over only when nothing is
/// left) is what came during the last copy.
/// </summary>
internal sealed class LogCheckpointer : IDisposable
{
    /// <summary>Bytes of log between copies, as estimated.</summary>
    private const long Interval = 8 * 1024 * 1024;

    // a commit of one small message or of one acknowledgment writes six pages of 4 KB
    private const long CommitBytes = 6 * 4096;

    private readonly string _file;
    private readonly ILogger _logger;
    private readonly AutoResetEvent _due = new(false);
    private readonly Thread _thread;
    private long _written;
    private volatile bool _stopping;

    public LogCheckpointer(string file, ILogger logger)
    {
        (_file, _logger) = (file, logger);
        _thread = new Thread(Run) { IsBackground = true, Name = "pubsub-checkpoint" };
    }

    public void Start() => _thread.Start();

    /// <summary>Tells of a commit and the bytes of messages in it. On the writer's thread.</summary>
    public void Count(long bytes)
    {
        _written += CommitBytes + bytes;
        if (_written < Interval) return;
        _written = 0;
        _due.Set();
    }

    /// <summary>Waits for a copy under way.</summary>
    public void Dispose()
    {
        _stopping = true;
        _due.Set();
        if (_thread.IsAlive) _thread.Join();
        _due.Dispose();
    }

    private void Run()
    {
        while (_due.WaitOne() && !_stopping)
        {
            try
            {
                using var connection = LogSchema.OpenCheckpointer(_file);
                connection.Execute("PRAGMA wal_checkpoint(PASSIVE)");
            }
            catch (SqliteException exception)
            {
                // a full disk, say: nothing is lost, the log only grows
                Log.LogWriteFailed(_logger, exception, 0);
            }
        }
    }
}
