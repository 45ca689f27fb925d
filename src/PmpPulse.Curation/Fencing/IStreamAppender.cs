using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Curation.Fencing;

/// <summary>Appends to one committed stream and repeats nothing by itself.</summary>
internal interface IStreamAppender : IAsyncDisposable
{
    /// <summary>Appends all rows at <paramref name="offset"/>, or none.</summary>
    Task<AppendOutcome> AppendAsync(RowBatch rows, long offset, CancellationToken cancellationToken);
}
