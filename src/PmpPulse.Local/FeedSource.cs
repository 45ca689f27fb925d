using PmpPulse.Contracts.Topology;
using PmpPulse.Feeds.Recordings;

namespace PmpPulse.Local;

/// <summary>The feed that is polled, once the choice is made.</summary>
/// <param name="Name">How reports name it: <c>live</c>, <c>sim</c> or <c>dir:PATH</c>.</param>
/// <param name="SystemId">Its system: the events' <c>source</c>, and the rows' <c>system_id</c>.</param>
/// <param name="Simulate">What the simulator serves; null if the live feed is polled.</param>
/// <param name="Notice">What the user must know about the choice; null if it is the one requested.</param>
internal sealed record FeedSource(string Name, string SystemId, FeedChoice? Simulate, string? Notice)
{
    /// <summary>Folder of this feed's history: stations of different feeds must not share a table.</summary>
    public string Folder => Simulate switch
    {
        null => "live",
        { Origin: FeedOrigin.Recorded, Folder: { } folder } => RecordedHistory.Name(folder),
        _ => "sim",
    };

    /// <summary>Whether this feed exists; a recording may lack it.</summary>
    public bool Serves(FeedTopology feed) => Simulate?.Folder is not { } folder || RecordedNames.Holds(folder, feed.Kind);

    /// <summary>Whether there are vehicle types, which only a recording may have.</summary>
    public bool HasVehicleTypes => Simulate?.Folder is { } folder && RecordedNames.Holds(folder, RecordedNames.VehicleTypes);

    /// <summary>Files of a recording, each served once, and then the last one forever; null if it is not a recording.</summary>
    public int? RecordedFiles => Simulate?.Folder is { } folder ? RecordedNames.Find(folder, RecordedNames.Status).Count : null;

    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Decides on the feed; <c>auto</c> probes the live one.</summary>
    public static async Task<FeedSource> ChooseAsync(LocalOptions options, CancellationToken cancellationToken)
    {
        var choice = options.Feed;
        if (choice is { Origin: FeedOrigin.Recorded, Folder: { } folder }) return OfRecording(choice, folder, options);
        var system = options.System ?? FeedTopology.DefaultSystem;
        if (choice.Origin == FeedOrigin.Simulated) return new FeedSource($"{choice}", system, choice, null);

        var asked = (options.Feeds.FirstOrDefault(feed => feed.Schedule.IsEveryMinute) ?? options.Feeds[0]).Address;
        if (await WhyUnreachableAsync(asked, cancellationToken) is not { } reason)
        {
            return new FeedSource("live", system, null, null);
        }

        if (choice.Origin == FeedOrigin.Live)
        {
            return new FeedSource("live", system, null, $"The live Vélib feed can't be reached ({reason}): polls fail until it can. FEED=sim shows a simulated city.");
        }

        return new FeedSource(
            "sim",
            system,
            new FeedChoice(FeedOrigin.Simulated),
            $"THESE ARE NOT REAL STATIONS. The live Vélib feed can't be reached ({reason}), so a simulated city is shown. FEED=live insists on the real one.");
    }

    private static FeedSource OfRecording(FeedChoice choice, string folder, LocalOptions options)
    {
        var (system, notice) = options.System is { } named ? (named, null) : RecordedSystem.Find(folder);
        var source = new FeedSource($"{choice}", system, choice, notice);
        var missing = options.Feeds.Where(feed => !source.Serves(feed)).Select(feed => feed.Kind).ToList();
        if (missing.Count == 0) return source;
        var consequence = missing.Contains(RecordedNames.Information) ? "stations stay without names" : "it is not polled";
        var lack = $"{folder} holds no {string.Join(" and no ", missing.Select(kind => $"{kind}.json"))}: {consequence}.";
        return source with { Notice = string.Join(' ', new[] { notice, lack }.OfType<string>()) };
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
