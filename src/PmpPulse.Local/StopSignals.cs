using System.Runtime.InteropServices;
using PmpPulse.ServiceDefaults.Hosting;

namespace PmpPulse.Local;

/// <summary>
/// Turns Ctrl-C and SIGTERM into a token; a second one ends the process at once, and a stop that takes too long ends it too.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly StopLimit _limit = new("pmp-local", TimeSpan.FromSeconds(7));
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop),
    ];

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _stop.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = !_stop.IsCancellationRequested;
        _limit.Begin();
        _stop.Cancel();
    }
}
