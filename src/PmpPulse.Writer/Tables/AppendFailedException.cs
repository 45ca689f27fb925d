using Grpc.Core;

namespace PmpPulse.Writer.Tables;

/// <summary>Rows that may not have got into the table, for no fault of theirs: the message must come again.</summary>
/// <param name="status">What BigQuery said.</param>
/// <param name="message">In its words.</param>
internal sealed class AppendFailedException(StatusCode status, string message) : Exception(message)
{
    public StatusCode Status { get; } = status;
}
