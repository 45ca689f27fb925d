using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Feeds.Rows;

/// <summary>How a kind's file becomes rows where what an element means depends on the others. Stateless, thread-safe; throws for no bytes.</summary>
public interface IFileRows
{
    /// <summary>Reads each element of an event's payload and writes the rows of those that have one.</summary>
    /// <param name="envelope">The event.</param>
    /// <param name="rows">Where the rows go.</param>
    /// <param name="file">What became of the elements; null where there is an error.</param>
    /// <returns>Why the payload is not such a file, or null.</returns>
    ReadError? Write(EventEnvelope envelope, RowBatchWriter rows, out FileReading? file);
}
