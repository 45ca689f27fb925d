namespace PmpPulse.Benchmarks;

/// <summary>CPU time of one call, of all threads of the process, so that garbage collections count.</summary>
internal sealed class CpuTime
{
    private readonly Func<int> _call;
    private int _calls = 1;

    private CpuTime(Func<int> call) => _call = call;

    /// <summary>Warms up until the JIT has nothing left to improve.</summary>
    public static CpuTime Of(Func<int> call)
    {
        var time = new CpuTime(call);
        for (var round = 0; round < 15; round++) time.Measure(TimeSpan.FromMilliseconds(40));
        return time;
    }

    /// <summary>Nanoseconds of one call, over as many as fit in a time.</summary>
    public double Measure(TimeSpan time)
    {
        for (; ; _calls *= 2)
        {
            var start = Environment.CpuUsage.TotalTime;
            for (var call = 0; call < _calls; call++) _call();
            var used = Environment.CpuUsage.TotalTime - start;
            if (used >= time) return used.TotalNanoseconds / _calls;
        }
    }
}
