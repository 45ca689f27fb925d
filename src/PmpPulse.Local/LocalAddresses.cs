using System.Text.Json.Serialization;

namespace PmpPulse.Local;

/// <summary>
/// The addresses of a running system; also the file <c>endpoints.json</c> in its data directory, which <c>pmpctl</c> reads.
/// </summary>
internal sealed record LocalAddresses
{
    /// <summary>Name of the file in the data directory.</summary>
    public const string FileName = "endpoints.json";

    public required string Project { get; init; }
    public required int ProcessId { get; init; }

    /// <summary>What is polled: <c>live</c>, <c>sim</c> or <c>dir:PATH</c>.</summary>
    public required string FeedName { get; init; }

    /// <summary>Its system: <c>system_id</c> of its rows.</summary>
    public required string SystemId { get; init; }

    /// <summary>Seconds between two polls of the feeds that Google Cloud polls every minute.</summary>
    public required double PollS { get; init; }

    /// <summary>Seconds that rows are kept after the end of their day; null: for ever.</summary>
    public double? RetentionS { get; init; }

    /// <summary>When the system started (UTC).</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>
    /// Name of the folder of this feed's history within the data directory; its lock shows that the process is still running.
    /// </summary>
    public required string History { get; init; }

    /// <summary>The page to open in a browser.</summary>
    public required Uri Dashboard { get; init; }

    public required Uri PubSub { get; init; }
    public required Uri BigQuery { get; init; }
    public required Uri Scheduler { get; init; }

    /// <summary>The feeds that run, by id.</summary>
    public required IReadOnlyDictionary<string, FeedAddresses> Feeds { get; init; }
}

/// <summary>Where a feed's services listen.</summary>
/// <param name="Address">Where it is polled.</param>
/// <param name="IsServed">Whether the source has this feed; a recording may lack one.</param>
/// <param name="Collector">Its collector.</param>
/// <param name="Writer">Its writer.</param>
/// <param name="Curation">The curation worker; null where it is not curated.</param>
/// <param name="CurationPush">Curation by push, which works only while the feed's ordered subscription pushes to it.</param>
internal sealed record FeedAddresses(Uri Address, bool IsServed, Uri Collector, Uri Writer, Uri? Curation, Uri? CurationPush);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(LocalAddresses))]
internal sealed partial class LocalJson : JsonSerializerContext;
