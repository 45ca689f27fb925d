using System.Diagnostics;

namespace PmpPulse.Benchmarks.Measuring;

/// <summary>What one contestant did in one round.</summary>
/// <param name="Operations">How much was done, in the scenario's unit: rows, messages.</param>
/// <param name="Wall">How long it took.</param>
/// <param name="Cpu">CPU time of all threads of the measured process, user and kernel.</param>
internal readonly record struct Sample(double Operations, TimeSpan Wall, TimeSpan Cpu)
{
    /// <summary>Bytes allocated on the managed heap, if the measured process is this one.</summary>
    public long AllocatedBytes { get; init; }

    /// <summary>Full garbage collections, if the measured process is this one.</summary>
    public int Gen2Collections { get; init; }

    /// <summary>Operations a second of wall time.</summary>
    public double Rate => Operations / Wall.TotalSeconds;

    /// <summary>Operations a second of CPU time.</summary>
    public double CpuRate => Operations / Cpu.TotalSeconds;

    /// <summary>Runs <paramref name="work"/>, which returns what it did, again and again in this process, for <paramref name="time"/>.</summary>
    public static Sample InThisProcess(Func<int> work, TimeSpan time, CancellationToken cancellationToken)
    {
        var (allocated, gen2, cpu) = (GC.GetTotalAllocatedBytes(precise: true), GC.CollectionCount(2), Environment.CpuUsage.TotalTime);
        var watch = Stopwatch.StartNew();
        double operations = 0;
        do
        {
            operations += work();
        }
        while (watch.Elapsed < time && !cancellationToken.IsCancellationRequested);

        cancellationToken.ThrowIfCancellationRequested();
        return new Sample(operations, watch.Elapsed, Environment.CpuUsage.TotalTime - cpu)
        {
            AllocatedBytes = GC.GetTotalAllocatedBytes(precise: true) - allocated,
            Gen2Collections = GC.CollectionCount(2) - gen2,
        };
    }
}
