namespace PmpPulse.Testing;

/// <summary>
/// Waiting for what must happen: as long as the machine takes, up to a bound that nothing but a hang reaches. A test that waits any
/// shorter tests how busy the machine is.
/// </summary>
public static class Patience
{
    public static readonly TimeSpan Bound = TimeSpan.FromMinutes(4);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>The task's result.</summary>
    /// <exception cref="TimeoutException">It hangs.</exception>
    public static Task<T> Patiently<T>(this Task<T> task) => task.WaitAsync(Bound);

    /// <inheritdoc cref="Patiently{T}(Task{T})"/>
    public static Task<T> Patiently<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Bound);

    /// <inheritdoc cref="Patiently{T}(Task{T})"/>
    public static Task Patiently(this Task task) => task.WaitAsync(Bound);

    /// <summary>Asks until it is so.</summary>
    /// <param name="isSo">What must become true.</param>
    /// <param name="what">Says, if it never does, how things stood.</param>
    /// <param name="between">Done before each next question; where null, a short pause.</param>
    /// <exception cref="TimeoutException">It never became true.</exception>
    public static async Task UntilAsync(Func<Task<bool>> isSo, Func<string>? what = null, Func<Task>? between = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Bound) throw new TimeoutException($"Not within {Bound}: {what?.Invoke() ?? "what the test waits for"}");
            await (between?.Invoke() ?? Task.Delay(Pause));
        }
    }

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}}, Func{string}?, Func{Task}?)"/>
    public static Task UntilAsync(Func<bool> isSo, Func<string>? what = null, Func<Task>? between = null) => UntilAsync(() => Task.FromResult(isSo()), what, between);
}
