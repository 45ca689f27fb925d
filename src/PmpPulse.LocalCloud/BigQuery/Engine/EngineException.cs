using DuckDB.NET.Native;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>An error from DuckDB's C interface. Its message contains physical names and must not reach clients.</summary>
internal sealed class EngineException(string message, DuckDBErrorType type) : Exception(message)
{
    public DuckDBErrorType Type { get; } = type;
}
