namespace PmpPulse.LocalCloud.Hosting;

/// <summary>Work that is started and not awaited: what it throws is logged, and a shutdown can wait for all of it.</summary>
internal sealed class RunningTasks(string name, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _running = [];

    /// <summary>Starts work off the caller's thread.</summary>
    public void Start(Func<Task> work)
    {
        var task = Task.Run(() => RunAsync(work));
        lock (_lock)
        {
            _running.RemoveWhere(other => other.IsCompleted);
            _running.Add(task);
        }
    }

    /// <summary>Ends when all that has been started has ended; never faulted.</summary>
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
