using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.PubSub;

namespace PmpPulse.Local.Provisioning;

/// <summary>Makes the topics and subscriptions, or brings those that are there up to date.</summary>
internal sealed class Topology(PubSubClients pubSub, ServiceAccounts accounts)
{
    private static readonly Duration AckDeadline = Duration.FromTimeSpan(TimeSpan.FromSeconds(60));

    public async Task CreateTopicsAsync(CancellationToken cancellationToken)
    {
        string[] topics = [ResourceNames.Topics.Events, ResourceNames.Topics.StationInfo];
        foreach (var topic in topics)
        {
            await IgnoringExistingAsync(() => pubSub.Publisher.CreateTopicAsync(
                new Topic { Name = pubSub.TopicName(topic) }, cancellationToken: cancellationToken).ResponseAsync);
        }
    }

    /// <summary>Makes the pull subscriptions: the ordered one that curation reads, and one day's audit.</summary>
    public async Task CreatePullSubscriptionsAsync(CancellationToken cancellationToken)
    {
        await CreateAsync(
            new Subscription
            {
                Name = pubSub.SubscriptionName(ResourceNames.Subscriptions.Curation),
                Topic = pubSub.TopicName(ResourceNames.Topics.Events),
                EnableMessageOrdering = true,
                AckDeadlineSeconds = (int)AckDeadline.Seconds,
            },
            cancellationToken);
        await CreateAsync(
            new Subscription
            {
                Name = pubSub.SubscriptionName(ResourceNames.Subscriptions.Audit),
                Topic = pubSub.TopicName(ResourceNames.Topics.Events),
                MessageRetentionDuration = Duration.FromTimeSpan(TimeSpan.FromDays(1)),
            },
            cancellationToken);
    }

    /// <summary>Makes a push subscription, or points it to where its writer listens now.</summary>
    /// <param name="subscription">Short name.</param>
    /// <param name="topic">Short name.</param>
    /// <param name="endpoint">The writer's push endpoint.</param>
    /// <param name="audience">Audience of the tokens that Pub/Sub signs.</param>
    /// <param name="cancellationToken">Gives up; running it again is safe.</param>
    public async Task PushAsync(string subscription, string topic, Uri endpoint, string audience, CancellationToken cancellationToken)
    {
        var push = Push(endpoint, audience);
        var created = await CreateAsync(
            new Subscription
            {
                Name = pubSub.SubscriptionName(subscription),
                Topic = pubSub.TopicName(topic),
                AckDeadlineSeconds = (int)AckDeadline.Seconds,
                PushConfig = push,
            },
            cancellationToken);
        if (!created)
        {
            await pubSub.Subscriber.ModifyPushConfigAsync(
                new ModifyPushConfigRequest { Subscription = pubSub.SubscriptionName(subscription), PushConfig = push },
                cancellationToken: cancellationToken);
        }
    }

    /// <summary>Points a subscription that the operator lets push to where its service listens now; one that is pulled stays pulled.</summary>
    public async Task RepointAsync(string subscription, Uri endpoint, string audience, CancellationToken cancellationToken)
    {
        if (await pubSub.FindSubscriptionAsync(subscription, cancellationToken) is { PushConfig.PushEndpoint: { Length: > 0 } })
        {
            await pubSub.SetPushAsync(subscription, Push(endpoint, audience), cancellationToken);
        }
    }

    private PushConfig Push(Uri endpoint, string audience) => new()
    {
        PushEndpoint = endpoint.ToString(),
        OidcToken = new PushConfig.Types.OidcToken { ServiceAccountEmail = accounts.PubSubPush, Audience = audience },
    };

    private Task<bool> CreateAsync(Subscription subscription, CancellationToken cancellationToken) =>
        IgnoringExistingAsync(() => pubSub.Subscriber.CreateSubscriptionAsync(subscription, cancellationToken: cancellationToken).ResponseAsync);

    private static async Task<bool> IgnoringExistingAsync<T>(Func<Task<T>> create)
    {
        try
        {
            await create();
            return true;
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.AlreadyExists)
        {
            return false;
        }
    }
}
