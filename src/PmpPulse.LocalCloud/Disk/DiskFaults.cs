using Microsoft.Data.Sqlite;

namespace PmpPulse.LocalCloud.Disk;

/// <summary>Distinguishes disk failures from others.</summary>
internal static class DiskFaults
{
    // SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN, SQLITE_READONLY: the disk is full, broken, or was remounted read-only
    private static readonly int[] SqliteCodes = [8, 10, 13, 14];

    /// <summary>Whether a read or write failed because of the disk. The failure may be temporary.</summary>
    public static bool IsDisk(Exception exception) => Any(exception, one => one switch
    {
        SqliteException sqlite => SqliteCodes.Contains(sqlite.SqliteErrorCode),
        // DuckDB's wording, whatever the exception type
        _ => one.Message.StartsWith("IO Error", StringComparison.Ordinal),
    }) || IsFull(exception);

    /// <summary>Whether a write failed for lack of space.</summary>
    public static bool IsFull(Exception exception) => Any(exception, one => one switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode == 13,
        // DuckDB repeats earlier failures, which say nothing about the current state
        _ => IsNoSpace(one.Message) && !one.Message.Contains("has been invalidated", StringComparison.Ordinal),
    });

    // the C library's messages for ENOSPC and EDQUOT, which DuckDB and .NET both repeat
    private static bool IsNoSpace(string message) =>
        message.Contains("No space left on device", StringComparison.OrdinalIgnoreCase)
            || message.Contains("quota exceeded", StringComparison.OrdinalIgnoreCase);

    private static bool Any(Exception? exception, Func<Exception, bool> test)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (test(exception)) return true;
        }

        return false;
    }
}
