using PmpPulse.Contracts.Topology;
using PmpPulse.FeedSimulator.Recorded;

namespace PmpPulse.Local;

/// <summary>The feed that is polled, once the choice is made.</summary>
/// <param name="Name">How reports name it: <c>live</c>, <c>sim</c> or <c>dir:PATH</c>.</param>
/// <param name="SystemId">The system it is of: the events' <c>source</c>, and the rows' <c>system_id</c>.</param>
/// <param name="Simulate">What the simulator is told to serve; null where the live feed is polled.</param>
/// <param name="Notice">What the user must be told about the choice; null where it is what was asked for.</param>
internal sealed record FeedSource(string Name, string SystemId, FeedChoice? Simulate, string? Notice)
{
    /// <summary>The live station status (https://www.velib-metropole.fr/donnees-open-data-gbfs-du-service-velib-metropole).</summary>
    public static readonly Uri LiveStatus = new("https://velib-metropole-opendata.smovengo.cloud/opendata/Velib_Metropole/station_status.json");

    /// <summary>The live station information.</summary>
    public static readonly Uri LiveInformation = new("https://velib-metropole-opendata.smovengo.cloud/opendata/Velib_Metropole/station_information.json");

    /// <summary>Folder of this feed's history: stations of different feeds must not meet in one table.</summary>
    public string Folder => Simulate switch
    {
        null => "live",
        { Origin: FeedOrigin.Recorded, Folder: { } folder } => RecordedHistory.Name(folder),
        _ => "sim",
    };

    /// <summary>Whether there are descriptions of the stations; a recording may have none.</summary>
    public bool HasInformation => Simulate?.Folder is not { } folder || RecordedNames.Holds(folder, RecordedNames.Information);

    /// <summary>Whether there are vehicle types, which only a recording may have.</summary>
    public bool HasVehicleTypes => Simulate?.Folder is { } folder && RecordedNames.Holds(folder, RecordedNames.VehicleTypes);

    /// <summary>Files of a recording, each served once, and then the last one for ever; null where it is none.</summary>
    public int? RecordedFiles => Simulate?.Folder is { } folder ? RecordedNames.Find(folder, RecordedNames.Status).Count : null;

    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Decides on the feed; <c>auto</c> asks the live one whether it is there.</summary>
    public static async Task<FeedSource> ChooseAsync(LocalOptions options, CancellationToken cancellationToken)
    {
        var choice = options.Feed;
        if (choice is { Origin: FeedOrigin.Recorded, Folder: { } folder }) return OfRecording(choice, folder, options.System);
        var system = options.System ?? FeedTopology.DefaultSystem;
        if (choice.Origin == FeedOrigin.Simulated) return new FeedSource($"{choice}", system, choice, null);

        if (await WhyUnreachableAsync(cancellationToken) is not { } reason)
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

    private static FeedSource OfRecording(FeedChoice choice, string folder, string? named)
    {
        var (system, notice) = named is null ? RecordedSystem.Find(folder) : (named, null);
        var source = new FeedSource($"{choice}", system, choice, notice);
        return source.HasInformation
            ? source
            : source with { Notice = string.Join(' ', new[] { notice, $"{folder} holds no {RecordedNames.Information}.json: stations stay without names." }.OfType<string>()) };
    }

    private static async Task<string?> WhyUnreachableAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = ProbeTimeout };
        try
        {
            using var response = await http.GetAsync(LiveStatus, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode ? null : $"{LiveStatus.Host} answers {(int)response.StatusCode}";
        }
        catch (HttpRequestException exception)
        {
            return exception.Message;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{LiveStatus.Host} does not answer within {ProbeTimeout.TotalSeconds:0} s";
        }
    }
}
