using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud.PubSub;
using PmpPulse.ServiceDefaults.Settings;

namespace PmpPulse.Curation;

/// <summary>The service's options.</summary>
/// <param name="Feed">The feed whose events are curated.</param>
/// <param name="System">The system whose events are curated, such as <c>velib</c>: usually the feed's own.</param>
/// <param name="Engine">Where messages come from.</param>
/// <param name="Pull">Bounds of the pull engine.</param>
/// <param name="PushConcurrency">Push requests handled at once.</param>
internal sealed record CurationOptions(FeedTopology Feed, string System, CurationEngine Engine, StreamingPullOptions Pull, int PushConcurrency)
{
    /// <summary>How long a bad message may wait to be admitted to the dead-letter table.</summary>
    public static readonly TimeSpan DeadLetterTimeout = TimeSpan.FromSeconds(1);

    private static readonly Setting SourceSetting = FeedSettings.Source(
        "System whose events are curated; an event of another one becomes a dead letter (foreign_source).");

    public static readonly Setting EngineSetting = new(
        "ENGINE", "push (POST /pubsub, called by the subscription) or worker (streaming pull).", "worker", Default: "push");

    private static readonly Setting MaxMessages = new(
        "MAX_OUTSTANDING_MESSAGES", "Maximum number of messages the worker handles at once.", "200", Default: "1000");

    private static readonly Setting MaxBytes = new(
        "MAX_OUTSTANDING_BYTES", "Maximum number of bytes of messages the worker handles at once. Their rows take about as much again.", "20000000", Default: "50000000");

    private static readonly Setting AckDeadline = new(
        "ACK_DEADLINE", "How long a worker's leases last without being renewed, 10s to 600s: a killed worker's messages are redelivered after that.", "10s", Default: "60s");

    private static readonly Setting Concurrency = new(
        "PUSH_CONCURRENCY", "Maximum number of push requests handled at once; each may hold a message of 10 MB, twice.", "4", Default: "16");

    public static readonly IReadOnlyList<Setting> Settings =
        [FeedSettings.Id, SourceSetting, EngineSetting, MaxMessages, MaxBytes, AckDeadline, Concurrency, GoogleCloudSettings.Project, GoogleCloudSettings.PubSubEmulatorHost, GoogleCloudSettings.BigQueryEmulatorHost];

    private static readonly IReadOnlyDictionary<string, CurationEngine> Engines = new Dictionary<string, CurationEngine>(StringComparer.Ordinal)
    {
        ["push"] = CurationEngine.Push,
        ["worker"] = CurationEngine.Worker,
    };

    /// <summary>Maximum number of messages that wait for their dead letters at once: a quarter of all.</summary>
    public int MaxDeadLetterWrites => Math.Max(1, (Engine == CurationEngine.Worker ? Pull.MaxOutstandingMessages : PushConcurrency) / 4);

    /// <summary>Bytes of those, at most.</summary>
    public long MaxDeadLetterBytes => Pull.MaxOutstandingBytes / 4;

    public static CurationOptions Read(SettingsReader settings)
    {
        var feed = FeedSettings.Read(settings, known => known.Curation is not null);
        var options = new CurationOptions(
            feed,
            FeedSettings.ReadSource(settings, SourceSetting, feed),
            settings.Choice(EngineSetting, Engines),
            new StreamingPullOptions
            {
                MaxOutstandingMessages = (int)settings.Integer(MaxMessages, 1, 100_000),
                MaxOutstandingBytes = settings.Integer(MaxBytes, 1_000_000, 4_000_000_000),
                AckDeadline = settings.Duration(AckDeadline, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(600)),
                // the curated set doesn't depend on order, and a bad message must not hold up later ones
                KeepOrder = false,
                // together less than the eight seconds that a service has to stop
                SoftStopGrace = TimeSpan.FromSeconds(4),
                HardStopGrace = TimeSpan.FromSeconds(1),
            },
            (int)settings.Integer(Concurrency, 1, 1_000));
        return options;
    }
}

/// <summary>Where messages come from.</summary>
internal enum CurationEngine
{
    /// <summary>The subscription calls <c>POST /pubsub</c>.</summary>
    Push,

    /// <summary>A streaming pull of the subscription.</summary>
    Worker,
}
