namespace PmpPulse.LocalCloud.Hosting;

/// <summary>Tasks that run in the background. Their exceptions are logged, and a shutdown can wait for them.</summary>
internal sealed class RunningTasks(string name, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _running = [];

    /// <summary>Starts a task on another thread.</summary>
    public void Start(Func<Task> work)
    {
        var task = Task.Run(() => RunAsync(work));
        lock (_lock)
        {
            _running.RemoveWhere(other => other.IsCompleted);
            _running.Add(task);
        }
    }

    /// <summary>Completes when all started tasks have ended; never faults.</summary>
    public Task WhenAllAsync()
    {
        lock (_lock) return Task.WhenAll(_running);
    }

    private async Task RunAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception)
        {
            Log.UnhandledException(logger, exception, name);
        }
    }
}
