using Microsoft.Extensions.Time.Testing;
using PmpPulse.Testing;

namespace PmpPulse.GoogleCloud.Tests.Infrastructure;

internal static class FakeTime
{
    /// <summary>Advances the fake clock past waits (backoff, grace periods) while real sockets do their work.</summary>
    public static async Task PassUntilAsync(this FakeTimeProvider time, Task task, TimeSpan step)
    {
        await Eventually.IsTrueAsync(() => task.IsCompleted, step: () => time.Advance(step));
        await task;
    }
}
