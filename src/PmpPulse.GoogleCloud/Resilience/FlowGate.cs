namespace PmpPulse.GoogleCloud.Resilience;

/// <summary>
/// Limits what is outstanding by count and by bytes. One caller may wait at a time, so that admission is in order. An item larger
/// than the limit is admitted alone.
/// </summary>
internal sealed class FlowGate(int maxCount, long maxBytes)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _room;
    private int _count;
    private long _bytes;

    /// <summary>Waits until <paramref name="bytes"/> more fit, and counts them in.</summary>
    public async ValueTask EnterAsync(long bytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            // room that a stop itself frees is not for new work
            cancellationToken.ThrowIfCancellationRequested();
            Task room;
            lock (_lock)
            {
                if (_count == 0 || (_count < maxCount && _bytes + bytes <= maxBytes))
                {
                    _count++;
                    _bytes += bytes;
                    return;
                }

                _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _room.Task;
            }

            await room.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Releases what <see cref="EnterAsync"/> counted in.</summary>
    public void Leave(long bytes)
    {
        lock (_lock)
        {
            _count--;
            _bytes -= bytes;
            _room?.TrySetResult();
        }
    }
}
