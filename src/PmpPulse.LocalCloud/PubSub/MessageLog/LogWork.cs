namespace PmpPulse.LocalCloud.PubSub.MessageLog;

/// <summary>Something to be written to the log, in one transaction with whatever else waits.</summary>
internal abstract class LogWork
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the work is on the disk, or faults with the reason why it is not.</summary>
    public Task Done => _done.Task;

    /// <summary>Whether a failure of <see cref="Apply"/> is this work's own and must leave the rest of its group alone. It costs a savepoint.</summary>
    public virtual bool Isolated => false;

    /// <summary>Writes; runs on the writer's thread.</summary>
    public abstract void Apply(LogTransaction transaction);

    /// <summary>Runs on the writer's thread after the commit, in the order of the work.</summary>
    public virtual void Committed()
    {
    }

    /// <summary>Runs on the writer's thread when nothing of this work was written.</summary>
    public virtual void RolledBack()
    {
    }

    public void Complete()
    {
        Committed();
        _done.TrySetResult();
    }

    /// <summary>Answers a failure without undoing anything; once only, as the others.</summary>
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

/// <summary>Work given as a function.</summary>
internal sealed class LogAction(Action<LogTransaction> apply, Action? committed = null, Action? rolledBack = null) : LogWork
{
    public override bool Isolated => true;

    public override void Apply(LogTransaction transaction) => apply(transaction);

    public override void Committed() => committed?.Invoke();

    public override void RolledBack() => rolledBack?.Invoke();
}
