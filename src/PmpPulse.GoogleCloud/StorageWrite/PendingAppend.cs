namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>An append on its way, and its caller's task.</summary>
internal sealed class PendingAppend(RowBatch rows, long? offset, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<AppendOutcome> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RowBatch Rows { get; } = rows;

    public long? Offset { get; } = offset;

    /// <summary>The caller has stopped waiting: if it hasn't been sent, it need not be.</summary>
    public bool IsAbandoned => cancellationToken.IsCancellationRequested;

    public Task<AppendOutcome> Answered => _answered.Task;

    public void Answer(AppendOutcome outcome) => _answered.TrySetResult(outcome);

    public void Fail(Exception exception)
    {
        _answered.TrySetException(exception);
        _ = _answered.Task.Exception;
    }
}
