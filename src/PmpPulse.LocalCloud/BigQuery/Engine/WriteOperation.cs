namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>A unit of work for the single writer. It runs in a transaction and is answered after the commit.</summary>
internal abstract class WriteOperation
{
    /// <summary>
    /// Bytes this adds to a shared transaction; null if it needs its own. A shared operation must report its expected failures without
    /// throwing: an exception rolls back the whole group, which is then run one by one.
    /// </summary>
    public virtual long? SharedBytes => null;

    /// <summary>Cancelled when the caller no longer wants it. Only checked for operations with their own transaction.</summary>
    public virtual CancellationToken Cancellation => CancellationToken.None;

    public abstract void Execute(WriteSession session);

    public abstract void Committed();

    public abstract void Failed(Exception error);
}

/// <summary>A write with a result, in its own transaction.</summary>
internal sealed class WriteOperation<T>(Func<WriteSession, T> work, CancellationToken cancellationToken) : WriteOperation
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Completion => _completion.Task;

    public override CancellationToken Cancellation => cancellationToken;

    public override void Execute(WriteSession session)
    {
        // a long statement blocks every other write, so its caller must be able to stop it
        _result = StatementInterrupt.Run(session.Connection, () => work(session), cancellationToken);
    }

    public override void Committed() => _completion.TrySetResult(_result);

    public override void Failed(Exception error) => _completion.TrySetException(error);
}
