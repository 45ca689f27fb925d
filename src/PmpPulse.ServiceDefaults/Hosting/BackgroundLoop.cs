using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using PmpPulse.ServiceDefaults.Telemetry;

namespace PmpPulse.ServiceDefaults.Hosting;

/// <summary>
/// Background work that ends only when it is done or told to stop: its exceptions are logged and counted, and after a
/// pause, longer each time, it restarts. A loop that ended silently would leave a system that looks alive.
/// </summary>
public sealed class BackgroundLoop : IAsyncDisposable
{
    /// <summary>Counts the faults, by <c>loop</c>.</summary>
    public const string Faults = "pmp.background.faults";

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(5);

    private static readonly Counter<long> FaultCounter =
        new Meter(ServiceTelemetry.Prefix + "ServiceDefaults").CreateCounter<long>(Faults, "{fault}", "Failures of background loops, each of which was restarted.");

    private readonly CancellationTokenSource _stop = new();

    private BackgroundLoop(string name, Func<CancellationToken, Task> run, TimeProvider clock, ILogger logger) =>
        Completion = Task.Run(() => RunAsync(name, run, clock, logger, _stop.Token));

    /// <summary>Ends with the loop; never faulted.</summary>
    public Task Completion { get; }

    /// <summary>Starts a loop off the caller's thread, until it is disposed.</summary>
    public static BackgroundLoop Start(string name, Func<CancellationToken, Task> run, TimeProvider clock, ILogger logger) => new(name, run, clock, logger);

    /// <summary>Runs a loop as a part of a task that the caller awaits.</summary>
    /// <param name="name">For the log and the counter.</param>
    /// <param name="run">Must be able to restart after any fault.</param>
    /// <param name="clock">The clock of the pauses.</param>
    /// <param name="logger">Logs the faults.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(string name, Func<CancellationToken, Task> run, TimeProvider clock, ILogger logger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(clock);
        var pause = FirstPause;
        while (!cancellationToken.IsCancellationRequested)
        {
            var began = clock.GetTimestamp();
            try
            {
                await run(cancellationToken);
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                FaultCounter.Add(1, new KeyValuePair<string, object?>("loop", name));
                // it ran well for a while: this is a new fault
                if (clock.GetElapsedTime(began) > MaxPause) pause = FirstPause;
                Log.BackgroundFault(logger, exception, name, pause.TotalSeconds);
            }

            await Task.Delay(pause, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < MaxPause ? pause * 2 : MaxPause;
        }
    }

    /// <summary>Tells it to stop, and waits until it has.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!Completion.IsCompleted) await _stop.CancelAsync();
        await Completion;
        _stop.Dispose();
    }
}
