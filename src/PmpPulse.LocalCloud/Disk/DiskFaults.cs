using Microsoft.Data.Sqlite;

namespace PmpPulse.LocalCloud.Disk;

/// <summary>Tells failures of the disk from others.</summary>
internal static class DiskFaults
{
    // SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN, SQLITE_READONLY: a disk that is full, broken, or was remounted
    private static readonly int[] SqliteCodes = [8, 10, 13, 14];

    /// <summary>Whether something could not be written or read because of the disk. It may pass.</summary>
    public static bool IsDisk(Exception exception) => Any(exception, one => one switch
    {
        SqliteException sqlite => SqliteCodes.Contains(sqlite.SqliteErrorCode),
        // DuckDB's words, in whatever exception they are
        _ => one.Message.StartsWith("IO Error", StringComparison.Ordinal),
    }) || IsFull(exception);

    /// <summary>Whether something could not be written for lack of space.</summary>
    public static bool IsFull(Exception exception) => Any(exception, one => one switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode == 13,
        // DuckDB repeats earlier failures, which say nothing about the present
        _ => IsNoSpace(one.Message) && !one.Message.Contains("has been invalidated", StringComparison.Ordinal),
    });

    // the words of the C library, which DuckDB and .NET both repeat: ENOSPC, EDQUOT
    private static bool IsNoSpace(string message) =>
        message.Contains("No space left on device", StringComparison.OrdinalIgnoreCase) || message.Contains("quota exceeded", StringComparison.OrdinalIgnoreCase);

    private static bool Any(Exception? exception, Func<Exception, bool> test)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (test(exception)) return true;
        }

        return false;
    }
}
