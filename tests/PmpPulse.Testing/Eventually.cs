namespace PmpPulse.Testing;

/// <summary>
/// Waits for something that must happen, up to a timeout that only a hang reaches. A shorter timeout would test how busy the machine is.
/// </summary>
public static class Eventually
{
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(4);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    // fake time passes in many small steps
    private static readonly TimeSpan StepPause = TimeSpan.FromMilliseconds(5);

    /// <summary>The task's result.</summary>
    /// <exception cref="TimeoutException">The task hangs.</exception>
    public static Task<T> OrTimeout<T>(this Task<T> task) => task.WaitAsync(Timeout);

    /// <inheritdoc cref="OrTimeout{T}(Task{T})"/>
    public static Task<T> OrTimeout<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Timeout);

    /// <inheritdoc cref="OrTimeout{T}(Task{T})"/>
    public static Task OrTimeout(this Task task) => task.WaitAsync(Timeout);

    /// <summary>Polls until the condition is true.</summary>
    /// <param name="isTrue">The condition.</param>
    /// <param name="describe">Describes the last state if it never becomes true.</param>
    /// <param name="step">Runs before each further check, for example to advance a fake clock.</param>
    /// <exception cref="TimeoutException">It never became true.</exception>
    public static Task IsTrueAsync(Func<Task<bool>> isTrue, Func<string>? describe = null, Action? step = null) =>
        FindAsync(async () => await isTrue() ? (object?)true : null, describe, step);

    /// <inheritdoc cref="IsTrueAsync(Func{Task{bool}}, Func{string}?, Action?)"/>
    public static Task IsTrueAsync(Func<bool> isTrue, Func<string>? describe = null, Action? step = null) =>
        IsTrueAsync(() => Task.FromResult(isTrue()), describe, step);

    /// <summary>Polls until the result is not null.</summary>
    /// <inheritdoc cref="IsTrueAsync(Func{Task{bool}}, Func{string}?, Action?)" path="/exception"/>
    public static async Task<T> FindAsync<T>(Func<Task<T?>> find, Func<string>? describe = null, Action? step = null)
        where T : class
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await find() is { } found) return found;
            if (TimeProvider.System.GetElapsedTime(started) > Timeout) throw new TimeoutException($"Not within {Timeout}: {describe?.Invoke() ?? "what the test waits for"}");
            step?.Invoke();
            await Task.Delay(step is null ? Pause : StepPause);
        }
    }

    /// <summary>Retries until the call succeeds.</summary>
    /// <exception cref="Exception">The last failure.</exception>
    public static async Task SucceedsAsync(Func<Task> call)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await call();
                return;
            }
            catch (Exception) when (TimeProvider.System.GetElapsedTime(started) < Timeout)
            {
                await Task.Delay(Pause);
            }
        }
    }
}
