using System.Text.Json;
using PmpPulse.Fuzzing.Engine;
using PmpPulse.Fuzzing.Targets;

namespace PmpPulse.Fuzzing.Campaign;

/// <summary>The process that fuzzes one target.</summary>
internal static class ChildRun
{
    // the stack size of a pool thread, which is what the services read on: anything too deep for them must overflow here too
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
