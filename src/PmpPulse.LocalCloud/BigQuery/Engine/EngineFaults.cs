using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>Failures after which DuckDB refuses all work until the file is reopened.</summary>
internal static class EngineFaults
{
    /// <summary>Whether this failed write may have left the database unusable.</summary>
    public static bool IsFatal(Exception error) => error switch
    {
        DuckDBException duck => IsFatal(duck.ErrorType, duck.Message),
        EngineException engine => IsFatal(engine.Type, engine.Message),
        _ => false,
    };

    /// <summary>Whether some statement has left the database unusable.</summary>
    public static bool IsInvalidated(Exception error) => error switch
    {
        DuckDBException duck => duck.ErrorType == DuckDBErrorType.Fatal || IsInvalidated(duck.Message),
        EngineException engine => engine.Type == DuckDBErrorType.Fatal || IsInvalidated(engine.Message),
        _ => false,
    };

    /// <summary>
    /// Whether another transaction has changed the same data. There is only one writer, so the other is a given-up statement; the conflict
    /// ends when it stops.
    /// </summary>
    public static bool IsConflict(Exception error) => error switch
    {
        DuckDBException duck => IsConflict(duck.Message),
        EngineException engine => IsConflict(engine.Message),
        _ => false,
    };

    private static bool IsConflict(string message) =>
        message.StartsWith("TransactionContext Error", StringComparison.Ordinal)
            && message.Contains("conflict", StringComparison.OrdinalIgnoreCase);

    private static bool IsInvalidated(string message) =>
        message.StartsWith("FATAL", StringComparison.OrdinalIgnoreCase)
            || message.Contains("has been invalidated", StringComparison.Ordinal);

    private static bool IsFatal(DuckDBErrorType type, string message) =>
        type is DuckDBErrorType.Fatal or DuckDBErrorType.Io or DuckDBErrorType.Internal
        || message.StartsWith("IO Error", StringComparison.Ordinal)
        || message.StartsWith("INTERNAL", StringComparison.OrdinalIgnoreCase)
        || message.Contains("Failed to commit", StringComparison.Ordinal)
        || IsInvalidated(message);
}
