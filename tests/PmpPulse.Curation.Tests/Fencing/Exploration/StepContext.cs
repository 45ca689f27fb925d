namespace PmpPulse.Curation.Tests.Fencing.Exploration;

/// <summary>Runs continuations in order on the calling thread. Whatever is left afterwards waits for something outside.</summary>
internal sealed class StepContext : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _ready = [];

    public override void Post(SendOrPostCallback d, object? state) => _ready.Enqueue((d, state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nothing here waits for another thread.");

    /// <summary>Runs <paramref name="action"/> and all continuations it causes.</summary>
    public void Run(Action action)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            action();
            while (_ready.TryDequeue(out var work)) work.Callback(work.State);
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
