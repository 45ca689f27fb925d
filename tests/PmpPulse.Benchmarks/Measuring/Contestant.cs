namespace PmpPulse.Benchmarks.Measuring;

/// <summary>One of several that do the same work and are compared with each other.</summary>
/// <param name="Name">Its name in the report.</param>
/// <param name="RunAsync">Works for about the given time.</param>
internal sealed record Contestant(string Name, Func<TimeSpan, CancellationToken, Task<Sample>> RunAsync)
{
    /// <summary>One whose <paramref name="work"/> runs in this process, on one thread, and returns how much it did.</summary>
    public static Contestant InThisProcess(string name, Func<int> work) =>
        new(name, (time, cancellationToken) => Task.FromResult(Sample.InThisProcess(work, time, cancellationToken)));
}
