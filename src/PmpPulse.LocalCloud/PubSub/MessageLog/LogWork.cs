namespace PmpPulse.LocalCloud.PubSub.MessageLog;

/// <summary>Work for the log, written in one transaction with other queued work.</summary>
internal abstract class LogWork
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the work is on disk, and faults if it could not be written.</summary>
    public Task Done => _done.Task;

    /// <summary>Whether a failure of <see cref="Apply"/> must not affect the rest of its group. This costs a savepoint.</summary>
    public virtual bool Isolated => false;

    /// <summary>Writes to the log, on the writer's thread.</summary>
    public abstract void Apply(LogTransaction transaction);

    /// <summary>Called on the writer's thread after the commit, in the order of the work.</summary>
    public virtual void Committed()
    {
    }

    /// <summary>Called on the writer's thread if none of this work was written.</summary>
    public virtual void RolledBack()
    {
    }

    public void Complete()
    {
        Committed();
        _done.TrySetResult();
    }

    /// <summary>Reports a failure without undoing anything. Like the other outcomes, only once.</summary>
    public void Refuse(Exception reason) => _done.TrySetException(reason);

    public void Fail(Exception reason)
    {
        try
        {
            RolledBack();
        }
        finally
        {
            _done.TrySetException(reason);
        }
    }
}

/// <summary>Work given as delegates.</summary>
internal sealed class LogAction(Action<LogTransaction> apply, Action? committed = null, Action? rolledBack = null) : LogWork
{
    public override bool Isolated => true;

    public override void Apply(LogTransaction transaction) => apply(transaction);

    public override void Committed() => committed?.Invoke();

    public override void RolledBack() => rolledBack?.Invoke();
}
