using PmpPulse.Chaos.Faults;
using PmpPulse.Chaos.Load;
using PmpPulse.Chaos.Processes;

namespace PmpPulse.Chaos.Schedule;

/// <summary>
/// Runs the timetable's steps and releases the load alongside. A killed process restarts while the next steps already hit others.
/// </summary>
internal sealed class Conductor(Fleet fleet, Provisioner provisioner, SmallDisk disk, LoadPublisher publisher, ProgressLog progress, int seed)
{
    // picks which of two workers a step hits
    private readonly Random _random = new(seed);
    private readonly Dictionary<ChildProcess, Task> _restarts = [];
    private ChildProcess[] _curating = [];

    public int Kills { get; private set; }

    public int Stalls { get; private set; }

    public int FullDisks { get; private set; }

    /// <summary>Runs all steps, or as many as there is time for.</summary>
    /// <exception cref="ChaosFailedException">A process doesn't come back, or exited by itself.</exception>
    public async Task RunAsync(IReadOnlyList<Step> steps, TimeSpan until, CancellationToken cancellationToken)
    {
        for (var number = 0; number < steps.Count && progress.Elapsed < until; number++)
        {
            publisher.Allow((number + 1.0) / steps.Count);
            // on a busy machine every start is slow: drop pauses first
            if (progress.Elapsed < until * number / steps.Count) await Task.Delay(steps[number].Before, cancellationToken);
            await DoAsync(steps[number], cancellationToken);
        }

        await Task.WhenAll(_restarts.Values);
        if (_curating is not [var only] || only != fleet.WorkerA) await SwitchAsync([fleet.WorkerA], push: false, cancellationToken);

        publisher.Hurry();
    }

    private Task DoAsync(Step step, CancellationToken cancellationToken) => step.Kind switch
    {
        StepKind.Kill => KillAsync([Find(step.Target)], step.Duration, cancellationToken),
        StepKind.KillWithLocalCloud => KillAsync([Find(step.Target), fleet.LocalCloud], step.Duration, cancellationToken),
        StepKind.Stall => StallAsync(Find(step.Target), step.Duration, cancellationToken),
        StepKind.OneWorker => SwitchAsync([fleet.WorkerA], push: false, cancellationToken),
        StepKind.TwoWorkers => SwitchAsync([fleet.WorkerA, fleet.WorkerB], push: false, cancellationToken),
        StepKind.PushEngine => SwitchAsync([fleet.PushCuration], push: true, cancellationToken),
        _ => FillDiskAsync(step.Duration, cancellationToken),
    };

    private ChildProcess Find(Target? target) => target switch
    {
        Target.RawWriter => fleet.RawWriter,
        Target.InformationWriter => fleet.InformationWriter,
        Target.LocalCloud => fleet.LocalCloud,
        _ => _curating[_random.Next(_curating.Length)],
    };

    /// <summary>Waits until a killed process is back.</summary>
    /// <exception cref="ChaosFailedException">It does not come back.</exception>
    private async Task IsBackAsync(params ChildProcess[] processes)
    {
        foreach (var process in processes)
        {
            if (_restarts.Remove(process, out var restart)) await restart;
        }
    }

    private async Task KillAsync(ChildProcess[] processes, TimeSpan dead, CancellationToken cancellationToken)
    {
        await IsBackAsync(processes);
        progress.Report($"kill -9 {string.Join(" and ", processes.Select(process => process.Name))}; {publisher.Published} messages published");
        foreach (var process in processes)
        {
            await process.KillAsync();
            Kills++;
            _restarts.Add(process, RestartAsync(process, dead, cancellationToken));
        }
    }

    private static async Task RestartAsync(ChildProcess process, TimeSpan dead, CancellationToken cancellationToken)
    {
        await Task.Delay(dead, cancellationToken);
        await process.StartAsync(cancellationToken);
    }

    private async Task StallAsync(ChildProcess process, TimeSpan time, CancellationToken cancellationToken)
    {
        await IsBackAsync(process);
        progress.Report($"SIGSTOP {process.Name} for {time.TotalSeconds:0.0} s");
        process.Freeze();
        Stalls++;
        await Task.Delay(time, cancellationToken);
        process.Thaw();
    }

    /// <summary>Starts and stops curation as an operator switching engines would.</summary>
    private async Task SwitchAsync(ChildProcess[] wanted, bool push, CancellationToken cancellationToken)
    {
        progress.Report($"curation is {string.Join(" and ", wanted.Select(process => process.Name))} now");
        await IsBackAsync([.. _curating, fleet.LocalCloud]);
        foreach (var process in _curating.Except(wanted)) await process.StopAsync();
        _curating = wanted;
        await Patiently(() => provisioner.SetCurationPushAsync(push, cancellationToken), cancellationToken);
        foreach (var process in wanted.Where(process => !process.IsRunning)) await process.StartAsync(cancellationToken);
    }

    private async Task FillDiskAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        if (!disk.CanBeFilled)
        {
            progress.Report("full disk: skipped, a tmpfs can't be mounted here");
            return;
        }

        await IsBackAsync(fleet.LocalCloud);
        progress.Report($"LocalCloud's disk is full for {time.TotalSeconds:0.0} s");
        disk.Fill();
        FullDisks++;
        try
        {
            await Task.Delay(time, cancellationToken);
            fleet.LocalCloud.ThrowIfDead();
        }
        finally
        {
            disk.Free();
        }
    }

    private static async Task Patiently(Func<Task> action, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await action();
                return;
            }
            catch (Grpc.Core.RpcException) when (attempt < 10)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            }
        }
    }
}
