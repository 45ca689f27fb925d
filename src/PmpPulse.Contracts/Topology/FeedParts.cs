using System.Text.Json.Serialization;

namespace PmpPulse.Contracts.Topology;

/// <summary>The Cloud Scheduler job that polls a feed.</summary>
/// <param name="Job">Its short name.</param>
/// <param name="Description">What it does, in a sentence.</param>
/// <param name="Cron">When, as unix-cron.</param>
/// <param name="TimeZone">IANA name of the time zone of <paramref name="Cron"/>.</param>
/// <param name="Retries">How often a call that failed is made again.</param>
/// <param name="Deadline">Time limit of a call, such as <c>60s</c>.</param>
public sealed record PollSchedule(string Job, string Description, string Cron, string TimeZone, int Retries, string Deadline)
{
    /// <summary>Whether the feed is polled as often as Cloud Scheduler can.</summary>
    [JsonIgnore]
    public bool IsEveryMinute => Cron == "* * * * *";
}

/// <summary>The service that polls a feed and publishes what it gets.</summary>
/// <param name="Service">Name of the Cloud Run service.</param>
/// <param name="Account">Short name of the service account it runs as.</param>
/// <param name="Description">What it does, in a sentence.</param>
/// <param name="Port">Its port in <c>make up</c>.</param>
public sealed record CollectorTopology(string Service, string Account, string Description, int Port);

/// <summary>The service that writes the events it is pushed into a table.</summary>
/// <param name="Service">Name of the Cloud Run service.</param>
/// <param name="Account">Short name of the service account it runs as.</param>
/// <param name="Description">What it does, in a sentence.</param>
/// <param name="Port">Its port in <c>make up</c>.</param>
/// <param name="Subscription">Push subscription that calls it.</param>
/// <param name="Table">Where its rows go: the raw table, or for a feed without curation the curated one.</param>
public sealed record WriterTopology(string Service, string Account, string Description, int Port, string Subscription, TableName Table);

/// <summary>Where the messages go that the writer could not write.</summary>
/// <param name="Name">How <c>pmpctl replay --path</c> names it.</param>
/// <param name="Topic">Dead-letter topic of the writer's subscription.</param>
/// <param name="HoldSubscription">Holds them for a replay, seven days.</param>
/// <param name="ExportSubscription">Writes them into <paramref name="Table"/>.</param>
/// <param name="Table">Where people look at them.</param>
public sealed record DeadLetterPath(string Name, string Topic, string HoldSubscription, string ExportSubscription, TableName Table);

/// <summary>The service that curates a feed's events.</summary>
/// <param name="Service">Name of the Cloud Run service, and of the worker pool beside it.</param>
/// <param name="Account">Short name of the service account both run as.</param>
/// <param name="Description">What it does, in a sentence.</param>
/// <param name="Port">Port of the worker in <c>make up</c>.</param>
/// <param name="PushPort">Port of the push engine in <c>make up</c>; 0 takes a free one.</param>
/// <param name="Subscription">The one ordered subscription, pulled or pushed as the engine needs.</param>
/// <param name="Table">Where curated rows go.</param>
/// <param name="DeadLetterTable">Where the stages' dead letters go.</param>
/// <param name="Register">Table whose description says who owns the write stream of <paramref name="Table"/>.</param>
/// <param name="Dataflow">File in <c>infra/dataflow</c> of the same curation on Dataflow; null if there is none.</param>
public sealed record CurationTopology(
    string Service, string Account, string Description, int Port, int PushPort, string Subscription, TableName Table, TableName DeadLetterTable,
    TableName Register, string? Dataflow = null);
