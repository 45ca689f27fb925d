using System.Runtime.InteropServices;
using PmpPulse.Chaos;
using PmpPulse.Chaos.Processes;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

try
{
    foreach (var options in ChaosOptions.FromEnvironment())
    {
        if (await RunAsync(options) is var exitCode and not 0) return exitCode;
    }

    return 0;
}
catch (ChaosSettingException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}

async Task<int> RunAsync(ChaosOptions options)
{
    if (options.Broker == BrokerKind.Emulator && !PubSubEmulator.IsHere)
    {
        Console.WriteLine("Skipped: Google's Pub/Sub emulator is not installed here.");
        return 0;
    }

    var progress = new ProgressLog(Console.Out);
    var folder = Directory.CreateTempSubdirectory($"pmp-chaos-{options.Seed}-").FullName;
    progress.Report($"seed {options.Seed}, broker {options.Broker}, at most {options.Budget.TotalSeconds} s");
    try
    {
        var summary = await new ChaosRun(options, folder, progress).RunAsync(stop.Token);
        Directory.Delete(folder, recursive: true);
        Console.WriteLine($"PASSED: {summary}");
        return 0;
    }
    catch (OperationCanceledException) when (stop.IsCancellationRequested)
    {
        Console.WriteLine($"STOPPED: seed {options.Seed}, folder {folder}");
        return 130;
    }
    catch (Exception exception)
    {
        Console.WriteLine(exception is ChaosFailedException ? exception.Message : exception.ToString());
        Console.WriteLine($"FAILED: seed {options.Seed}; everything is kept in {folder}");
        return 1;
    }
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
