using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Feeds.Rows;

/// <summary>
/// How a kind's file becomes rows if the meaning of an element depends on the others. Stateless, thread-safe; never throws for bad bytes.
/// </summary>
public interface IFileRows
{
    /// <summary>Reads each element of an event's payload and writes the rows of those that have one.</summary>
    /// <param name="envelope">The event.</param>
    /// <param name="rows">Where the rows go.</param>
    /// <param name="file">The result for each element; null if there is an error.</param>
    /// <returns>Why the payload is not such a file, or null.</returns>
    ReadError? Write(EventEnvelope envelope, RowBatchWriter rows, out FileReading? file);
}
