using DuckDB.NET.Native;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>DuckDB's refusal through its C interface. Its message names physical things: never for a client's eyes.</summary>
internal sealed class EngineException(string message, DuckDBErrorType type) : Exception(message)
{
    public DuckDBErrorType Type { get; } = type;
}
