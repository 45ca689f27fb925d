using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.Contracts.Topology;
using PmpPulse.Feeds.Kinds;
using PmpPulse.ServiceDefaults.Settings;

namespace PmpPulse.Collector;

/// <summary>What to collect, from where, and within which limits.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="Kind">The kind of feed.</param>
/// <param name="FeedUrl">The feed's address.</param>
/// <param name="Source">System the feed belongs to, such as <c>velib</c>; the events' <c>source</c>.</param>
/// <param name="AttemptTimeout">Time limit of one request, its body included.</param>
/// <param name="TotalTimeout">Time limit of all requests of a poll and the waits between them.</param>
/// <param name="Retries">How many times a request is retried after a transient failure.</param>
/// <param name="MaxFeedBytes">Largest body, unpacked.</param>
/// <param name="IsGzipped">Whether events are published gzipped even if they would fit uncompressed.</param>
/// <param name="RedirectHosts">Other hosts that a redirect may lead to, as https addresses.</param>
/// <param name="AllowsPrivateAddresses">Whether the names of those hosts may resolve to addresses of this network.</param>
/// <param name="MaxWait">The longest wait that the server may ask for.</param>
/// <param name="VehicleTypesUrl">Address of the system's vehicle types; null where it has none.</param>
internal sealed record CollectorOptions(
    FeedTopology Feed, FeedKind Kind, Uri FeedUrl, string Source, TimeSpan AttemptTimeout, TimeSpan TotalTimeout, int Retries, long MaxFeedBytes, bool IsGzipped,
    IReadOnlyList<Uri> RedirectHosts, bool AllowsPrivateAddresses, TimeSpan MaxWait, Uri? VehicleTypesUrl)
{
    // what readers of the event unpack, less the envelope around the feed
    private const long FeedBytesCeiling = JsonLimits.MaxUnpackedBytes - 10_000;

    private static readonly Setting UrlSetting = new(
        "FEED_URL", "Address of the feed; if unset, the one in the feed's file.", "https://gbfs.example.org/station_status.json");

    private static readonly Setting SourceSetting = FeedSettings.Source("System the feed belongs to, which is the events' source.");

    private static readonly Setting AttemptTimeoutSetting = new("FEED_TIMEOUT", "Time limit of one request to the feed.", "10s", Default: "10s");

    private static readonly Setting TotalTimeoutSetting = new(
        "FEED_TOTAL_TIMEOUT", "Time limit of all requests of a poll and the waits between them.", "30s", Default: "30s");

    private static readonly Setting RetriesSetting = new(
        "FEED_RETRIES", "How many times a request is retried after a transient failure.", "3", Default: "3");

    private static readonly Setting MaxBytesSetting = new(
        "MAX_FEED_BYTES", "Largest feed, bytes when unpacked; a larger one is refused.", "5000000", Default: $"{FeedBytesCeiling}");

    private static readonly Setting EncodingSetting = new(
        "EVENT_ENCODING", "identity or gzip: how the event is encoded in its message. Gzip makes it a tenth of the size, and is used automatically where Pub/Sub would otherwise refuse the event.",
        "gzip", Default: "identity");

    private static readonly Setting RedirectHostsSetting = new(
        "FEED_REDIRECT_HOSTS", "Other hosts, separated by commas, that the feed's server may redirect to, by https.", "cdn.example.org,files.example.org:8443");

    private static readonly Setting PrivateAddressesSetting = new(
        "FEED_PRIVATE_ADDRESSES", "true allows the names of those hosts to resolve to addresses of this network (10.0.0.0/8 and the like).", "true", Default: "false");

    private static readonly Setting VehicleTypesSetting = new(
        "VEHICLE_TYPES_URL", "Address of the system's vehicle_types.json (GBFS 2.1 and later), for station_status: tells e-bikes from bikes. Unset where it has none.",
        "https://gbfs.example.org/vehicle_types.json");

    private static readonly Setting MaxWaitSetting = new(
        "FEED_MAX_WAIT", "Longest wait that the feed's server may ask for by Retry-After; until it is over no poll asks the server.", "10m", Default: "1h");

    private static readonly IReadOnlyDictionary<string, bool> Encodings = new Dictionary<string, bool>(StringComparer.Ordinal)
    {
        ["identity"] = false,
        [EventEncoding.Gzip] = true,
    };

    public static readonly IReadOnlyList<Setting> Settings =
    [
        FeedSettings.Id, UrlSetting, VehicleTypesSetting, SourceSetting, RedirectHostsSetting, PrivateAddressesSetting, AttemptTimeoutSetting, TotalTimeoutSetting, RetriesSetting,
        MaxWaitSetting, MaxBytesSetting, EncodingSetting,
        GoogleCloudSettings.Project, GoogleCloudSettings.PubSubEmulatorHost,
    ];

    public static CollectorOptions Read(SettingsReader settings)
    {
        var feed = FeedSettings.Read(settings, known => PmpPulse.Feeds.Feed.All.Any(kind => kind.Name == known.Kind));
        var options = new CollectorOptions(
            feed,
            PmpPulse.Feeds.Feed.Named(feed.Kind),
            settings.HttpUrl(UrlSetting with { Default = feed.Address.ToString() }),
            FeedSettings.ReadSource(settings, SourceSetting, feed),
            settings.Duration(AttemptTimeoutSetting, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
            settings.Duration(TotalTimeoutSetting, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
            (int)settings.Integer(RetriesSetting, 0, 10),
            settings.Integer(MaxBytesSetting, 1_000, FeedBytesCeiling),
            settings.Choice(EncodingSetting, Encodings),
            ReadHosts(settings),
            settings.Flag(PrivateAddressesSetting),
            settings.Duration(MaxWaitSetting, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            settings.IsSet(VehicleTypesSetting) ? settings.HttpUrl(VehicleTypesSetting) : null);
        if (options.VehicleTypesUrl is not null && !options.Kind.UsesVehicleTypes)
            settings.AddFault(VehicleTypesSetting, $"has no effect with FEED_ID={feed.Id}", $"set it for a feed of {string.Join(" or ", PmpPulse.Feeds.Feed.All.Where(kind => kind.UsesVehicleTypes).Select(kind => kind.Name))}");
        return options;
    }

    private static List<Uri> ReadHosts(SettingsReader settings)
    {
        var hosts = new List<Uri>();
        foreach (var text in settings.List(RedirectHostsSetting))
        {
            if (Uri.TryCreate($"https://{text}/", UriKind.Absolute, out var host) && host is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" }) hosts.Add(host);
            else settings.AddFault(RedirectHostsSetting, $"'{text}' is not valid", "give hosts without scheme and path, separated by commas");
        }

        return hosts;
    }
}
