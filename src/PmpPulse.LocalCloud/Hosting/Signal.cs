namespace PmpPulse.LocalCloud.Hosting;

/// <summary>Wakes tasks that wait for a change. To miss none, get <see cref="Next"/> before checking the state.</summary>
internal sealed class Signal
{
    private volatile TaskCompletionSource _next = New();

    public Task Next => _next.Task;

    public void Set() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
