namespace PmpPulse.LocalCloud.Hosting;

/// <summary>Wakes those who wait for something to change. Ask for <see cref="Next"/> before looking at what may have changed.</summary>
internal sealed class Signal
{
    private volatile TaskCompletionSource _next = New();

    public Task Next => _next.Task;

    public void Set() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
