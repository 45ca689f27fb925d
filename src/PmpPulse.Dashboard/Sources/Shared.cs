namespace PmpPulse.Dashboard.Sources;

/// <summary>
/// A value that all viewers share. It is read again when somebody asks and its time is up: so a page that nobody has open costs nothing, and a
/// thousand open ones cost what one does. All who ask meanwhile wait for the same reading, and get the old value if it takes too long.
/// </summary>
/// <param name="unread">The value before the first reading.</param>
/// <param name="read">Makes the next value of the last one, and says when it is to be read again. Must not fail.</param>
/// <param name="clock">The clock.</param>
internal sealed class Shared<T>(T unread, Func<T, Task<(T Value, DateTimeOffset Next)>> read, TimeProvider clock)
    where T : class
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    // there is nothing to show yet
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(12);

    private readonly Lock _lock = new();
    private (T Value, DateTimeOffset Next) _last = (unread, DateTimeOffset.MinValue);
    private Task<T>? _reading;

    /// <summary>When it is read again, at the earliest.</summary>
    public DateTimeOffset NextTs
    {
        get
        {
            lock (_lock) return _last.Next;
        }
    }

    public async Task<T> GetAsync(CancellationToken cancellationToken)
    {
        Task<T> reading;
        T old;
        lock (_lock)
        {
            old = _last.Value;
            if (_last.Next > clock.GetUtcNow()) return old;
            // it belongs to all who wait: none of them may cancel it
            if (_reading is null or { IsCompleted: true }) _reading = Task.Run(ReadAsync, CancellationToken.None);
            reading = _reading;
        }

        try
        {
            return await reading.WaitAsync(ReferenceEquals(old, unread) ? FirstPatience : Patience, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return old;
        }
    }

    private async Task<T> ReadAsync()
    {
        var next = await read(_last.Value);
        lock (_lock) _last = next;
        return next.Value;
    }
}
