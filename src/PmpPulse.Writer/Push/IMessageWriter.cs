using PmpPulse.GoogleCloud.PubSub.Push;

namespace PmpPulse.Writer.Push;

/// <summary>Turns a message into rows and appends them.</summary>
internal interface IMessageWriter
{
    /// <summary>Returns once the rows are durable.</summary>
    /// <returns>How many rows were appended.</returns>
    /// <exception cref="MessageRejectedException">The message, or a part of it, can never succeed; the rest is written.</exception>
    /// <exception cref="Tables.AppendFailedException">BigQuery did not accept the rows; the message must be redelivered.</exception>
    Task<int> WriteAsync(PushDelivery delivery, CancellationToken cancellationToken);
}
