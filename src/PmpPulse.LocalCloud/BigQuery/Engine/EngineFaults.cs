using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>Failures after which DuckDB refuses all work until the file is reopened.</summary>
internal static class EngineFaults
{
    /// <summary>Whether a write that failed so may have left the database unusable.</summary>
    public static bool IsFatal(Exception error) => error switch
    {
        DuckDBException duck => IsFatal(duck.ErrorType, duck.Message),
        EngineException engine => IsFatal(engine.Type, engine.Message),
        _ => false,
    };

    /// <summary>Whether the database is unusable, whichever statement made it so.</summary>
    public static bool IsInvalidated(Exception error) => error switch
    {
        DuckDBException duck => duck.ErrorType == DuckDBErrorType.Fatal || IsInvalidated(duck.Message),
        EngineException engine => engine.Type == DuckDBErrorType.Fatal || IsInvalidated(engine.Message),
        _ => false,
    };

    /// <summary>
    /// Whether another transaction holds what this one changes. There is one writer, so the other is a statement that was given up: it lets go
    /// once it has stopped.
    /// </summary>
    public static bool IsConflict(Exception error) => error switch
    {
        DuckDBException duck => IsConflict(duck.Message),
        EngineException engine => IsConflict(engine.Message),
        _ => false,
    };

    private static bool IsConflict(string message) =>
        message.StartsWith("TransactionContext Error", StringComparison.Ordinal) && message.Contains("conflict", StringComparison.OrdinalIgnoreCase);

    private static bool IsInvalidated(string message) =>
        message.StartsWith("FATAL", StringComparison.OrdinalIgnoreCase) || message.Contains("has been invalidated", StringComparison.Ordinal);

    private static bool IsFatal(DuckDBErrorType type, string message) =>
        type is DuckDBErrorType.Fatal or DuckDBErrorType.Io or DuckDBErrorType.Internal
        || message.StartsWith("IO Error", StringComparison.Ordinal)
        || message.StartsWith("INTERNAL", StringComparison.OrdinalIgnoreCase)
        || message.Contains("Failed to commit", StringComparison.Ordinal)
        || IsInvalidated(message);
}
