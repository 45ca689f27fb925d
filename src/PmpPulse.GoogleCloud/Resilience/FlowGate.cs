namespace PmpPulse.GoogleCloud.Resilience;

/// <summary>
/// Bounds what is outstanding by count and by bytes. One caller may wait at a time: whoever admits does so in order. Something larger
/// than the bound is let in alone.
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
            // room that a stop itself makes is not for new work
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

    /// <summary>Counts out what <see cref="EnterAsync"/> counted in.</summary>
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
