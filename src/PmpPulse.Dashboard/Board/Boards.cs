using PmpPulse.Dashboard.Answers;
using PmpPulse.Dashboard.Marts;
using PmpPulse.Dashboard.Sources;

namespace PmpPulse.Dashboard.Board;

/// <summary>Puts the newest readings together, once for all viewers.</summary>
internal sealed class Boards(CitySources sources)
{
    private readonly Remembered<CityBoard> _last = new();

    /// <returns>The board; a key that changes with it; how the marts that it is made of were read.</returns>
    public async Task<(CityBoard Board, string Key, IReadOnlyList<ReadingReport> Marts)> GetAsync(CancellationToken cancellationToken)
    {
        var (states, flow, health, chances, areas) = (
            sources.States.GetAsync(cancellationToken), sources.Flow.GetAsync(cancellationToken), sources.Health.GetAsync(cancellationToken),
            sources.Chances.GetAsync(cancellationToken), sources.AreasOfStations.GetAsync(cancellationToken));
        var (state, flows, healths, odds, places) = (await states, await flow, await health, await chances, await areas);
        var key = $"{state.Version}.{flows.Version}.{healths.Version}.{odds.Version}.{places.Version}";
        return (
            _last.Get(key, () => new CityBoard(state, flows, healths, odds, places)), key,
            [ReadingReport.Of(state), ReadingReport.Of(flows), ReadingReport.Of(healths), ReadingReport.Of(odds), ReadingReport.Of(places)]);
    }
}
