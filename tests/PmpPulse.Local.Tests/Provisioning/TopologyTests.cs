using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud;
using PmpPulse.Local.Provisioning;
using PmpPulse.LocalCloud.Hosting;
using PmpPulse.LocalCloud.Testing;
using PmpPulse.Testing;
using PmpPulse.Warehouse.Deployment;

namespace PmpPulse.Local.Tests.Provisioning;

/// <summary>Compares what <c>make up</c> creates on Pub/Sub with what Terraform would create on Google Cloud.</summary>
public sealed class TopologyTests : IAsyncLifetime
{
    private const string Project = LocalCloudFixture.Project;

    private static readonly Uri Writer = new("http://127.0.0.1:1/pubsub");

    private LocalCloudFixture _cloud = null!;
    private GoogleCloudClients _clients = null!;

    private string Curation => _clients.PubSub.SubscriptionName(Velib.Curation.Subscription);

    private string Events => _clients.PubSub.TopicName(Velib.Status.Topic);

    public async ValueTask InitializeAsync()
    {
        _cloud = await LocalCloudFixture.StartAsync();
        _clients = _cloud.Connect();
    }

    public async ValueTask DisposeAsync()
    {
        _clients.Dispose();
        await _cloud.DisposeAsync();
    }

    [Fact]
    public async Task Apply_EmptyDirectory_CreatesWhatTerraformCreates()
    {
        var terraform = TerraformSubscriptions.Read(Project);
        terraform.Subscriptions.Should().HaveCount(8, "otherwise the test reads too little of the Terraform files");

        await ApplyAsync();

        (await SubscriptionsAsync()).Should().Equal(terraform.Subscriptions);
        var topics = await _clients.PubSub.Publisher.ListTopicsAsync(new ListTopicsRequest { Project = $"projects/{Project}" });
        topics.Topics.Select(topic => topic.Name).Should().BeEquivalentTo(terraform.Topics.Select(_clients.PubSub.TopicName));
    }

    [Fact]
    public async Task Apply_OlderDirectory_IsUpdatedAndKeepsItsBacklog()
    {
        foreach (var topic in new[] { Velib.Status.Topic, Velib.Information.Topic })
            await _clients.PubSub.Publisher.CreateTopicAsync(new Topic { Name = _clients.PubSub.TopicName(topic) });
        // as the first version created them
        await OlderAsync(Velib.Curation.Subscription, s => (s.EnableMessageOrdering, s.AckDeadlineSeconds) = (true, 60));
        await OlderAsync(Velib.Status.AuditSubscription!, s => s.MessageRetentionDuration = Duration.FromTimeSpan(TimeSpan.FromDays(1)));
        await OlderAsync(Velib.Status.Writer.Subscription, s => s.PushConfig = new PushConfig { PushEndpoint = "http://127.0.0.1:2/old" });
        var request = new PublishRequest { Topic = Events };
        request.Messages.Add(new PubsubMessage { Data = ByteString.CopyFromUtf8("waiting"), OrderingKey = "k" });
        await _clients.PubSub.Publisher.PublishAsync(request);

        await ApplyAsync();
        await ApplyAsync();

        (await SubscriptionsAsync()).Should().Equal(TerraformSubscriptions.Read(Project).Subscriptions);
        var pulled = await _clients.PubSub.Subscriber.PullAsync(new PullRequest { Subscription = Curation, MaxMessages = 10 });
        pulled.ReceivedMessages.Should().ContainSingle().Which.Message.Data.ToStringUtf8().Should().Be("waiting");
    }

    [Fact]
    public async Task Apply_CurationSwitchedToPush_StaysPush()
    {
        await ApplyAsync();
        var push = new PushConfig { PushEndpoint = "http://127.0.0.1:3/pubsub" };
        await _clients.PubSub.Subscriber.ModifyPushConfigAsync(new ModifyPushConfigRequest { Subscription = Curation, PushConfig = push });

        await ApplyAsync();

        (await _clients.PubSub.Subscriber.GetSubscriptionAsync(new GetSubscriptionRequest { Subscription = Curation })).PushConfig.Should().Be(push);
    }

    [Fact]
    public async Task Apply_DifferentOrdering_SaysWhatToDo()
    {
        await _clients.PubSub.Publisher.CreateTopicAsync(new Topic { Name = Events });
        await OlderAsync(Velib.Curation.Subscription, _ => { });

        var apply = ApplyAsync;

        (await apply.Should().ThrowAsync<DataDirectoryException>()).Which.Message.Should().Contain(Velib.Curation.Subscription).And.Contain("DATA_DIR");
    }

    private async Task ApplyAsync()
    {
        var topology = new Topology(_clients.PubSub, new ServiceAccounts(Project), FeedTopology.Default);
        await topology.CreateTopicsAsync(default);
        await topology.CreatePullSubscriptionsAsync(default);
        await new WarehouseProvisioner(_clients.BigQuery).CreateAsync(default);
        await topology.CreateExportsAsync(default);
        foreach (var feed in FeedTopology.Default) await topology.PushAsync(feed, Writer, default);
    }

    private async Task OlderAsync(string name, Action<Subscription> change)
    {
        var subscription = new Subscription { Name = _clients.PubSub.SubscriptionName(name), Topic = Events };
        change(subscription);
        await _clients.PubSub.Subscriber.CreateSubscriptionAsync(subscription);
    }

    /// <summary>All subscriptions by name, without their push endpoints, which differ by machine.</summary>
    private async Task<IReadOnlyList<Subscription>> SubscriptionsAsync()
    {
        var list = await _clients.PubSub.Subscriber.ListSubscriptionsAsync(new ListSubscriptionsRequest { Project = $"projects/{Project}" });
        foreach (var subscription in list.Subscriptions)
        {
            subscription.PushConfig?.PushEndpoint.Should().BeOneOf("", Writer.ToString());
            subscription.PushConfig = null;
            subscription.State = Subscription.Types.State.Unspecified;
            if (subscription.BigqueryConfig is { } export)
            {
                export.State.Should().Be(BigQueryConfig.Types.State.Active);
                export.State = BigQueryConfig.Types.State.Unspecified;
            }
        }

        return list.Subscriptions;
    }
}
