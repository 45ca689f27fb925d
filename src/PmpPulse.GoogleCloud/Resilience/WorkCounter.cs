namespace PmpPulse.GoogleCloud.Resilience;

/// <summary>Runs work concurrently and tells when all of it has ended. The work reports its own failures.</summary>
internal sealed class WorkCounter
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _idle;
    private int _running;

    public void Run(Func<Task> work)
    {
        lock (_lock)
        {
            _running++;
        }

        _ = RunAsync(work);
    }

    /// <summary>Completes once nothing runs.</summary>
    public Task WhenIdle()
    {
        lock (_lock)
        {
            if (_running == 0)
            {
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    private async Task RunAsync(Func<Task> work)
    {
        await Task.Yield();
        try
        {
            await work();
        }
        finally
        {
            lock (_lock)
            {
                if (--_running == 0)
                {
                    _idle?.TrySetResult();
                    _idle = null;
                }
            }
        }
    }
}
