using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using PmpPulse.Contracts;
using PmpPulse.Contracts.BigQuery;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Chaos.Processes;

/// <summary>
/// Makes tables, topics and subscriptions. Ack deadlines are the shortest that Pub/Sub takes, so that a stalled or killed process is
/// noticed soon; retries of a push wait two seconds at most, so that a run can end.
/// </summary>
internal sealed class Provisioner(GoogleCloudClients clients, Func<ChildProcess, string, PushConfig> pushTo, Fleet fleet)
{
    public const int AckDeadlineSeconds = 10;

    // not for Google's emulator: messages that wait by a retry policy are now and then forgotten there
    private static readonly RetryPolicy ShortRetries = new()
    {
        MinimumBackoff = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(100)),
        MaximumBackoff = Duration.FromTimeSpan(TimeSpan.FromSeconds(2)),
    };

    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        foreach (var dataset in Warehouse.Tables.Select(table => table.Name.Dataset).Distinct())
        {
            await clients.BigQuery.InsertDatasetAsync(dataset, new BigQueryDataset(), cancellationToken);
        }

        foreach (var table in Warehouse.Tables) await clients.BigQuery.InsertTableAsync(table.Name, table.ResourceJson, cancellationToken);
        foreach (var topic in new[] { ResourceNames.Topics.Events, ResourceNames.Topics.StationInfo })
        {
            await clients.PubSub.Publisher.CreateTopicAsync(new Topic { Name = clients.PubSub.TopicName(topic) }, cancellationToken: cancellationToken);
        }

        // Google's emulator keeps ordered messages in a map that its own threads break (NullPointerException in OrderedMessageBacklog) as soon
        // as a subscription has changed between pull and push, and delivers nothing more; exactness does not rest on order anyway
        await SubscribeAsync(ResourceNames.Subscriptions.Curation, ResourceNames.Topics.Events, ordered: fleet.Emulator is null, new PushConfig(), cancellationToken);
        await SubscribeAsync(
            ResourceNames.Subscriptions.EventsToBigQuery, ResourceNames.Topics.Events, ordered: false, pushTo(fleet.RawWriter, "raw"), cancellationToken);
        await SubscribeAsync(
            ResourceNames.Subscriptions.StationInfoToBigQuery, ResourceNames.Topics.StationInfo, ordered: false, pushTo(fleet.InformationWriter, "information"), cancellationToken);
    }

    /// <summary>Makes curation's subscription push, or be pulled again.</summary>
    public async Task SetCurationPushAsync(bool push, CancellationToken cancellationToken) => await clients.PubSub.Subscriber.ModifyPushConfigAsync(
        new ModifyPushConfigRequest
        {
            Subscription = clients.PubSub.SubscriptionName(ResourceNames.Subscriptions.Curation),
            PushConfig = push ? pushTo(fleet.PushCuration, "curation") : new PushConfig(),
        },
        cancellationToken: cancellationToken);

    private async Task SubscribeAsync(string subscription, string topic, bool ordered, PushConfig push, CancellationToken cancellationToken) =>
        await clients.PubSub.Subscriber.CreateSubscriptionAsync(
            new Subscription
            {
                Name = clients.PubSub.SubscriptionName(subscription),
                Topic = clients.PubSub.TopicName(topic),
                AckDeadlineSeconds = AckDeadlineSeconds,
                EnableMessageOrdering = ordered,
                PushConfig = push,
                RetryPolicy = fleet.Emulator is null ? ShortRetries : null,
            },
            cancellationToken: cancellationToken);
}
