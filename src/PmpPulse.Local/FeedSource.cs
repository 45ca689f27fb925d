using PmpPulse.Contracts.Topology;
using PmpPulse.FeedSimulator.Recorded;

namespace PmpPulse.Local;

/// <summary>The feed that is polled, once the choice is made.</summary>
/// <param name="Name">How reports name it: <c>live</c>, <c>sim</c> or <c>dir:PATH</c>.</param>
/// <param name="Simulate">What the simulator is told to serve; null where the live feed is polled.</param>
/// <param name="Notice">What the user must be told about the choice; null where it is what was asked for.</param>
internal sealed record FeedSource(string Name, FeedChoice? Simulate, string? Notice)
{
    /// <summary>Folder of this feed's history: stations of different feeds must not meet in one table.</summary>
    public string Folder => Simulate switch
    {
        null => "live",
        { Origin: FeedOrigin.Recorded, Folder: { } folder } => RecordedHistory.Name(folder),
        _ => "sim",
    };

    /// <summary>Whether this feed is there; a recording may lack it.</summary>
    public bool Serves(FeedTopology feed) => Simulate?.Folder is not { } folder || RecordedNames.Holds(folder, feed.Kind);

    /// <summary>Whether there are vehicle types, which only a recording may have.</summary>
    public bool HasVehicleTypes => Simulate?.Folder is { } folder && RecordedNames.Holds(folder, RecordedNames.VehicleTypes);

    /// <summary>Files of a recording, each served once, and then the last one for ever; null where it is none.</summary>
    public int? RecordedFiles => Simulate?.Folder is { } folder ? RecordedNames.Find(folder, RecordedNames.Status).Count : null;

    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Decides on the feed; <c>auto</c> asks the live one whether it is there.</summary>
    /// <param name="choice">What was asked for.</param>
    /// <param name="feeds">The feeds that run.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<FeedSource> ChooseAsync(FeedChoice choice, IReadOnlyList<FeedTopology> feeds, CancellationToken cancellationToken)
    {
        if (choice.Origin is FeedOrigin.Simulated or FeedOrigin.Recorded)
        {
            var source = new FeedSource($"{choice}", choice, null);
            return feeds.Where(feed => !source.Serves(feed)).Select(feed => feed.Kind).ToList() is { Count: > 0 } missing
                ? source with { Notice = $"{choice.Folder} holds no {string.Join(" and no ", missing.Select(kind => $"{kind}.json"))}: {(missing.Contains(RecordedNames.Information) ? "stations stay without names" : "it is not polled")}." }
                : source;
        }

        var asked = (feeds.FirstOrDefault(feed => feed.Schedule.IsEveryMinute) ?? feeds[0]).Address;
        if (await WhyUnreachableAsync(asked, cancellationToken) is not { } reason)
        {
            return new FeedSource("live", null, null);
        }

        if (choice.Origin == FeedOrigin.Live)
        {
            return new FeedSource("live", null, $"The live Vélib feed can't be reached ({reason}): polls fail until it can. FEED=sim shows a simulated city.");
        }

        return new FeedSource(
            "sim",
            new FeedChoice(FeedOrigin.Simulated),
            $"THESE ARE NOT REAL STATIONS. The live Vélib feed can't be reached ({reason}), so a simulated city is shown. FEED=live insists on the real one.");
    }

    private static async Task<string?> WhyUnreachableAsync(Uri feed, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = ProbeTimeout };
        try
        {
            using var response = await http.GetAsync(feed, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode ? null : $"{feed.Host} answers {(int)response.StatusCode}";
        }
        catch (HttpRequestException exception)
        {
            return exception.Message;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{feed.Host} does not answer within {ProbeTimeout.TotalSeconds:0} s";
        }
    }
}
