namespace PmpPulse.Benchmarks.Measuring;

/// <summary>What a scenario is run with.</summary>
/// <param name="Rounds">How often each contestant runs; figures are medians over rounds.</param>
/// <param name="RoundTime">How long a contestant should work in one round.</param>
/// <param name="Folder">An empty folder for the scenario's files, deleted after it.</param>
/// <param name="Progress">Where progress lines go.</param>
internal sealed record BenchContext(int Rounds, TimeSpan RoundTime, string Folder, BenchProgress Progress)
{
    /// <summary>Lets contestants take turns, <see cref="Rounds"/> times.</summary>
    public Task<RaceResult> RaceAsync(IReadOnlyList<Contestant> contestants, CancellationToken cancellationToken) =>
        RaceResult.RunAsync(contestants, this, cancellationToken);
}
