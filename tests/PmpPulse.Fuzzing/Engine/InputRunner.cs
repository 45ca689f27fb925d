using System.Diagnostics;
using PmpPulse.Fuzzing.Targets;

namespace PmpPulse.Fuzzing.Engine;

/// <summary>Runs a target on one input and reports what went wrong.</summary>
internal sealed class InputRunner(IFuzzTarget target)
{
    /// <summary>Null if nothing went wrong.</summary>
    public Finding? Run(byte[] input)
    {
        var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        if (Check(input) is { } thrown) return thrown;
        if (Stopwatch.GetElapsedTime(started) > target.TimeLimit(input.Length) && IsSlow(input)) return new Finding("slow", $"took more than {target.TimeLimit(input.Length).TotalMilliseconds} ms of a processor, five times in a row", input);

        var allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
        // measure again: code allocates more on its first run
        return allocated > Limit(input) && (allocated = AllocatedAgain(input)) > Limit(input)
            ? new Finding("memory", $"allocated {allocated} bytes for an input of {input.Length}", input)
            : null;
    }

    private long Limit(byte[] input) => target.AllocationBase + target.AllocationPerByte * input.Length;

    private long AllocatedAgain(byte[] input)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        target.Check(input);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Processor time, so that a busy machine causes no finding.</summary>
    private bool IsSlow(byte[] input)
    {
        for (var tries = 0; tries < 5; tries++)
        {
            var before = Environment.CpuUsage.TotalTime;
            target.Check(input);
            if (Environment.CpuUsage.TotalTime - before <= target.TimeLimit(input.Length)) return false;
        }

        return true;
    }

    private Finding? Check(byte[] input)
    {
        try
        {
            target.Check(input);
            return null;
        }
        catch (ContractViolationException exception)
        {
            return new Finding("contract", exception.Message, input);
        }
        catch (Exception exception)
        {
            return new Finding(exception.GetType().Name, exception.ToString(), input);
        }
    }
}
