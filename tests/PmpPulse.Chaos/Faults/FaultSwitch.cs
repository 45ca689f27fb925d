namespace PmpPulse.Chaos.Faults;

/// <summary>The fault that is active at the moment. Thread-safe.</summary>
internal sealed class FaultSwitch(int seed) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private FaultKind _kind;
    private double _share;
    private CancellationTokenSource _episode = new();

    /// <summary>Requests that met a fault.</summary>
    public int Injected { get; private set; }

    /// <summary>Starts a fault for this share (0 to 1) of requests. Ends the previous fault and breaks connections it held.</summary>
    public void Set(FaultKind kind, double share)
    {
        CancellationTokenSource ended;
        lock (_lock)
        {
            (_kind, _share) = (kind, share);
            ended = _episode;
            _episode = new CancellationTokenSource();
        }

        ended.Cancel();
        ended.Dispose();
    }

    /// <summary>No more faults.</summary>
    public void Calm() => Set(FaultKind.None, 0);

    public void Dispose() => _episode.Dispose();

    /// <summary>The next request's fault.</summary>
    public Fault Draw()
    {
        lock (_lock)
        {
            if (_kind == FaultKind.None || _random.NextDouble() >= _share) return new Fault(FaultKind.None, TimeSpan.Zero, CancellationToken.None);
            Injected++;
            return new Fault(_kind, TimeSpan.FromSeconds(1 + 5 * _random.NextDouble()), _episode.Token);
        }
    }
}

/// <summary>One request's fault.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Delay">How late the answer is.</param>
/// <param name="Ended">Cancelled when faults of this kind end.</param>
internal sealed record Fault(FaultKind Kind, TimeSpan Delay, CancellationToken Ended);
