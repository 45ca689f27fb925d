using Grpc.Core;

namespace PmpPulse.Writer.Tables;

/// <summary>Rows that may not have reached the table, through no fault of their own: the message must be redelivered.</summary>
/// <param name="status">BigQuery's status.</param>
/// <param name="message">BigQuery's message.</param>
internal sealed class AppendFailedException(StatusCode status, string message) : Exception(message)
{
    public StatusCode Status { get; } = status;
}
