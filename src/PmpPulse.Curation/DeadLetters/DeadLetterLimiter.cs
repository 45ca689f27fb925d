namespace PmpPulse.Curation.DeadLetters;

/// <summary>
/// Limits the messages that wait for their dead letters to a share of those an engine holds: if the dead-letter table is slow, or does not
/// answer, a flood of bad messages must not use up all the capacity that good ones need. A message that is not admitted is redelivered.
/// Thread-safe.
/// </summary>
/// <param name="table">Where they go.</param>
/// <param name="maxWrites">Maximum number of messages whose dead letters are written at once.</param>
/// <param name="maxBytes">Bytes of those, at most; a larger one goes alone.</param>
/// <param name="timeout">How long a message waits to be admitted: far longer than with a healthy table.</param>
/// <param name="clock">Measures it.</param>
internal sealed class DeadLetterLimiter(IDeadLetterWriter table, int maxWrites, long maxBytes, TimeSpan timeout, TimeProvider clock) : IDeadLetterWriter
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _writes;
    private long _bytes;

    /// <inheritdoc />
    public async Task WriteAsync(IReadOnlyList<DeadLetter> deadLetters, CancellationToken cancellationToken)
    {
        var bytes = deadLetters.Sum(dead => (long)(dead.Data?.Length ?? dead.Raw.Length));
        await EnterAsync(bytes, cancellationToken);
        try
        {
            await table.WriteAsync(deadLetters, cancellationToken);
        }
        finally
        {
            Leave(bytes);
        }
    }

    private async Task EnterAsync(long bytes, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_writes == 0 || (_writes < maxWrites && _bytes + bytes <= maxBytes))
                {
                    _writes++;
                    _bytes += bytes;
                    return;
                }

                changed = _changed.Task;
            }

            var left = timeout - clock.GetElapsedTime(started);
            try
            {
                await changed.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock, cancellationToken);
            }
            catch (TimeoutException)
            {
                throw new DeadLetterException("The dead-letter table is too slow: too many dead letters are waiting for it.");
            }
        }
    }

    private void Leave(long bytes)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _writes--;
            _bytes -= bytes;
            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.SetResult();
    }
}
