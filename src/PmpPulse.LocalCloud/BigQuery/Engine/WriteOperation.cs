namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>One piece of work for the single writer: it runs inside a transaction, and is answered after the commit.</summary>
internal abstract class WriteOperation
{
    /// <summary>
    /// Bytes that this adds to a transaction shared with others, or null where it wants one of its own. An operation that
    /// shares must not throw what it can answer: any exception undoes the whole group, which is then run one by one.
    /// </summary>
    public virtual long? SharedBytes => null;

    /// <summary>Its caller no longer wants it. Only operations with a transaction of their own look at it.</summary>
    public virtual CancellationToken Cancellation => CancellationToken.None;

    public abstract void Execute(WriteSession session);

    public abstract void Committed();

    public abstract void Failed(Exception error);
}

/// <summary>A write with a result, in a transaction of its own.</summary>
internal sealed class WriteOperation<T>(Func<WriteSession, T> work, CancellationToken cancellationToken) : WriteOperation
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Completion => _completion.Task;

    public override CancellationToken Cancellation => cancellationToken;

    public override void Execute(WriteSession session)
    {
        // a long statement holds up every other write, so its caller must be able to stop it
        using var interrupt = new StatementInterrupt(session.Connection, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        _result = work(session);
    }

    public override void Committed() => _completion.TrySetResult(_result);

    public override void Failed(Exception error)
    {
        if (error is OperationCanceledException)
            _completion.TrySetCanceled(cancellationToken);
        else
            _completion.TrySetException(error);
    }
}
