using Microsoft.Extensions.Time.Testing;

namespace PmpPulse.GoogleCloud.Tests.Infrastructure;

internal static class FakeTime
{
    /// <summary>Steps over waits measured by the fake clock (backoff, graces) while real sockets do their part.</summary>
    public static async Task PassUntilAsync(this FakeTimeProvider time, Task task, TimeSpan step)
    {
        while (await Task.WhenAny(task, Task.Delay(20)) != task)
        {
            time.Advance(step);
        }

        await task;
    }
}
