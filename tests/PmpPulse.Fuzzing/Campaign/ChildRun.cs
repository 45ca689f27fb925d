using System.Text.Json;
using PmpPulse.Fuzzing.Engine;
using PmpPulse.Fuzzing.Targets;

namespace PmpPulse.Fuzzing.Campaign;

/// <summary>The process that fuzzes one target.</summary>
internal static class ChildRun
{
    // what a thread of the pool has, on which the services read: a stack too deep for them must not fit here
    private const int StackSize = 1536 * 1024;

    public static int Run(FuzzOptions options)
    {
        var target = FuzzTargets.Find(options.Target)!;
        var folder = new FuzzFolder(target, options.Output);
        using var watch = new HangWatch(folder.LastInput);
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    File.WriteAllText(folder.ResultFile, JsonSerializer.Serialize(new FuzzLoop(target, options, folder).Run(watch)));
                }
                catch (Exception exception)
                {
                    failure = exception;
                }
            },
            StackSize);
        thread.Start();
        thread.Join();
        if (failure is null) return 0;
        Console.Error.WriteLine(failure);
        return 1;
    }
}
