namespace PmpPulse.Chaos.Faults;

/// <summary>BigQuery's faults, one after another with pauses between. The seed decides which and how long.</summary>
internal sealed class BigQueryFaultSchedule(int seed, FaultSwitch faults, ProgressLog progress)
{
    private static readonly FaultKind[] Kinds =
        [FaultKind.Unavailable, FaultKind.ResourceExhausted, FaultKind.Late, FaultKind.AnswerLost, FaultKind.RequestLost, FaultKind.Silent];

    private readonly Random _random = new(seed);

    /// <summary>Runs until cancelled, then removes all faults.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            // every kind once before any repeats
            for (var kinds = Shuffled(); ; kinds = Shuffled())
            {
                foreach (var kind in kinds)
                {
                    await Task.Delay(TimeSpan.FromSeconds(1 + 4 * _random.NextDouble()), cancellationToken);
                    // some silences must outlast the callers' timeouts
                    var length = TimeSpan.FromSeconds(kind == FaultKind.Silent ? 4 + 16 * _random.NextDouble() : 1 + 4 * _random.NextDouble());
                    var share = 0.3 + 0.7 * _random.NextDouble();
                    progress.Report($"BigQuery: {kind} for {length.TotalSeconds:0.0} s, {share:P0} of the requests");
                    faults.Set(kind, share);
                    await Task.Delay(length, cancellationToken);
                    faults.Calm();
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            faults.Calm();
        }
    }

    private FaultKind[] Shuffled()
    {
        var kinds = (FaultKind[])Kinds.Clone();
        _random.Shuffle(kinds);
        return kinds;
    }
}
