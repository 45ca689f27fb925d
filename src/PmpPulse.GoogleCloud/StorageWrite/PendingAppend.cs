namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>
/// An append on its way, and its caller's task, which ends once the outcome is known and the rows are no longer being sent: an answer may
/// come before the last of them has left, and the caller may give their memory away.
/// </summary>
internal sealed class PendingAppend(RowBatch rows, long? offset, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<AppendOutcome> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AppendOutcome? _outcome;
    private int _missing = 2;

    public RowBatch Rows { get; } = rows;

    public long? Offset { get; } = offset;

    /// <summary>The caller has stopped waiting: if it hasn't been sent, it need not be.</summary>
    public bool IsAbandoned => cancellationToken.IsCancellationRequested;

    public Task<AppendOutcome> Answered => _answered.Task;

    /// <summary>The rows are sent, or will not be.</summary>
    public void HasLeft() => End();

    public void Answer(AppendOutcome outcome)
    {
        _outcome = outcome;
        End();
    }

    public void Fail(Exception exception)
    {
        _answered.TrySetException(exception);
        _ = _answered.Task.Exception;
    }

    private void End()
    {
        if (Interlocked.Decrement(ref _missing) == 0) _answered.TrySetResult(_outcome!);
    }
}
