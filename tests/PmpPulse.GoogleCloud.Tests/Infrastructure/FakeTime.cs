using Microsoft.Extensions.Time.Testing;
using PmpPulse.Testing;

namespace PmpPulse.GoogleCloud.Tests.Infrastructure;

internal static class FakeTime
{
    /// <summary>Steps over waits measured by the fake clock (backoff, graces) while real sockets do their part.</summary>
    public static async Task PassUntilAsync(this FakeTimeProvider time, Task task, TimeSpan step)
    {
        await Eventually.IsTrueAsync(() => task.IsCompleted, step: () => time.Advance(step));
        await task;
    }
}
