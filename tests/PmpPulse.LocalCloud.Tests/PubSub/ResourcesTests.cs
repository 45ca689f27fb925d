using System.Net;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace PmpPulse.LocalCloud.Tests.PubSub;

public sealed class ResourcesTests
{
    [Theory]
    [InlineData("ab")]
    [InlineData("1topic")]
    [InlineData("goog-topic")]
    [InlineData("topic/sub")]
    [InlineData("tôpic")]
    [InlineData("")]
    public async Task CreateTopic_InvalidName_IsAnInvalidArgument(string id)
    {
        await using var host = await PubSubHost.StartAsync();

        var create = async () => await host.CreateTopicAsync(id);

        (await create.Should().ThrowAsync<RpcException>()).Which.Status.Detail.Should().Be($"Invalid [topics] name: (name={PubSubHost.TopicName(id)})");
    }

    [Fact]
    public async Task Topic_MissingAndTwice_HaveGooglesMessages()
    {
        await using var host = await PubSubHost.StartAsync();

        var get = async () => await host.PublishAsync("x");
        var twice = async () =>
        {
            await host.CreateTopicAsync();
            await host.CreateTopicAsync();
        };

        var missing = (await get.Should().ThrowAsync<RpcException>()).Which;
        missing.StatusCode.Should().Be(StatusCode.NotFound);
        missing.Status.Detail.Should().Be("Resource not found (resource=test-topic).");
        var again = (await twice.Should().ThrowAsync<RpcException>()).Which;
        again.StatusCode.Should().Be(StatusCode.AlreadyExists);
        again.Status.Detail.Should().Be("Resource already exists in the project (resource=test-topic).");
    }

    [Fact]
    public async Task Projects_SameNames_AreSeparate()
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        await host.Publisher.CreateTopicAsync(new Topic { Name = "projects/other/topics/test-topic" });

        var listed = await host.Publisher.ListTopicsAsync(new ListTopicsRequest { Project = "projects/other" });

        listed.Topics.Select(t => t.Name).Should().Equal("projects/other/topics/test-topic");
    }

    [Fact]
    public async Task Lists_Paged_ReturnEveryNameOnceInOrder()
    {
        await using var host = await PubSubHost.StartAsync();
        foreach (var id in new[] { "ccc", "aaa", "bbb", "ddd", "eee" }) await host.CreateTopicAsync(id);

        List<string> names = [];
        var token = "";
        do
        {
            var page = await host.Publisher.ListTopicsAsync(new ListTopicsRequest { Project = PubSubHost.Project, PageSize = 2, PageToken = token });
            names.AddRange(page.Topics.Select(t => t.Name.Split('/')[^1]));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        names.Should().Equal("aaa", "bbb", "ccc", "ddd", "eee");
    }

    [Fact]
    public async Task DeleteTopic_WithSubscription_KeepsItsMessages()
    {
        await using var host = await PubSubHost.StartAsync();
        var topic = await host.CreateTopicAsync();
        var name = await host.CreateSubscriptionAsync();
        await host.PublishAsync("kept");

        await host.Publisher.DeleteTopicAsync(new DeleteTopicRequest { Topic = topic });
        await host.CreateTopicAsync();
        await host.PublishAsync("of the new topic");

        Texts.Of(await host.PullNowAsync()).Should().Equal("kept");
        (await host.Subscriber.GetSubscriptionAsync(new GetSubscriptionRequest { Subscription = name })).Topic.Should().Be("_deleted-topic_");
        (await host.Publisher.ListTopicSubscriptionsAsync(new ListTopicSubscriptionsRequest { Topic = topic })).Subscriptions.Should().BeEmpty();
    }

    [Fact]
    public async Task CreateSubscription_WithoutOptions_GetsGooglesDefaults()
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        var name = await host.CreateSubscriptionAsync(change: s => s.RetryPolicy = new RetryPolicy());

        var subscription = await host.Subscriber.GetSubscriptionAsync(new GetSubscriptionRequest { Subscription = name });

        subscription.AckDeadlineSeconds.Should().Be(10);
        subscription.MessageRetentionDuration.Should().Be(Duration.FromTimeSpan(TimeSpan.FromDays(7)));
        subscription.ExpirationPolicy.Ttl.Should().Be(Duration.FromTimeSpan(TimeSpan.FromDays(31)));
        subscription.RetryPolicy.MinimumBackoff.Seconds.Should().Be(10);
        subscription.RetryPolicy.MaximumBackoff.Seconds.Should().Be(600);
        subscription.State.Should().Be(Subscription.Types.State.Active);
    }

    public static TheoryData<string, Action<Subscription>, StatusCode, string> Refused => new()
    {
        { "short deadline", s => s.AckDeadlineSeconds = 9, StatusCode.InvalidArgument, "ack_deadline_seconds=9" },
        { "long deadline", s => s.AckDeadlineSeconds = 601, StatusCode.InvalidArgument, "ack_deadline_seconds=601" },
        { "short retention", s => s.MessageRetentionDuration = new() { Seconds = 599 }, StatusCode.InvalidArgument, "message_retention_duration" },
        { "long retention", s => s.MessageRetentionDuration = new() { Seconds = 2678401 }, StatusCode.InvalidArgument, "message_retention_duration" },
        { "filter", s => s.Filter = "attributes:x", StatusCode.Unimplemented, "Subscription.filter" },
        { "exactly once", s => s.EnableExactlyOnceDelivery = true, StatusCode.Unimplemented, "enable_exactly_once_delivery" },
        { "cloud storage", s => s.CloudStorageConfig = new(), StatusCode.Unimplemented, "cloud_storage_config" },
        { "endpoint", s => s.PushConfig = new() { PushEndpoint = "ftp://x" }, StatusCode.InvalidArgument, "push_endpoint" },
        { "unwrapped", s => s.PushConfig = new() { PushEndpoint = "http://x", NoWrapper = new() }, StatusCode.Unimplemented, "no_wrapper" },
        { "attempts", s => s.DeadLetterPolicy = new() { DeadLetterTopic = s.Topic, MaxDeliveryAttempts = 4 }, StatusCode.OutOfRange, "max_delivery_attempts" },
        { "dead-letter topic", s => s.DeadLetterPolicy = new() { DeadLetterTopic = s.Topic + "-no" }, StatusCode.NotFound, "resource=test-topic-no" },
        { "topic", s => s.Topic += "-no", StatusCode.NotFound, "resource=test-topic-no" },
        { "backoff", s => s.RetryPolicy = new() { MinimumBackoff = new() { Seconds = 601 } }, StatusCode.InvalidArgument, "minimum_backoff" },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task CreateSubscription_Invalid_SaysWhy(string what, Action<Subscription> change, StatusCode status, string message)
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();

        var create = async () => await host.CreateSubscriptionAsync(change: change);

        var error = (await create.Should().ThrowAsync<RpcException>(what)).Which;
        error.StatusCode.Should().Be(status);
        error.Status.Detail.Should().Contain(message);
    }

    [Fact]
    public async Task UpdateSubscription_MaskedFields_ChangeAndTakeEffect()
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        var name = await host.CreateSubscriptionAsync(change: s => s.Labels.Add("a", "b"));

        var updated = await host.Subscriber.UpdateSubscriptionAsync(new UpdateSubscriptionRequest
        {
            Subscription = new Subscription { Name = name, AckDeadlineSeconds = 60, Labels = { ["c"] = "d" }, RetainAckedMessages = true },
            UpdateMask = new FieldMask { Paths = { "ack_deadline_seconds", "labels" } },
        });

        updated.AckDeadlineSeconds.Should().Be(60);
        updated.Labels.Should().BeEquivalentTo(new Dictionary<string, string> { ["c"] = "d" });
        updated.RetainAckedMessages.Should().BeFalse("it is not in the mask");
        (await host.Subscriber.GetSubscriptionAsync(new GetSubscriptionRequest { Subscription = name })).Should().Be(updated);
    }

    [Theory]
    [InlineData("topic")]
    [InlineData("enable_message_ordering")]
    [InlineData("nonsense")]
    [InlineData("ackDeadlineSeconds")]
    [InlineData(null)]
    public async Task UpdateSubscription_BadMask_IsAnInvalidArgument(string? path)
    {
        await using var host = await PubSubHost.StartAsync();
        await host.CreateTopicAsync();
        var name = await host.CreateSubscriptionAsync();
        var mask = new FieldMask();
        if (path is not null) mask.Paths.Add(path);

        var update = async () => await host.Subscriber.UpdateSubscriptionAsync(
            new UpdateSubscriptionRequest { Subscription = new Subscription { Name = name }, UpdateMask = mask });

        (await update.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.InvalidArgument);
    }

    public static TheoryData<string, Action<PublishRequest>> BadMessages => new()
    {
        { "none", r => r.Messages.Clear() },
        { "empty", r => r.Messages[0].Data = ByteString.Empty },
        { "1,001", r => r.Messages.AddRange(Enumerable.Repeat(r.Messages[0], 1000)) },
        { "10 MB", r => r.Messages[0].Data = ByteString.CopyFrom(new byte[10_000_000]) },
        { "attribute without a key", r => r.Messages[0].Attributes.Add("", "x") },
        { "attribute of Google's", r => r.Messages[0].Attributes.Add("googclient", "x") },
        { "long attribute key", r => r.Messages[0].Attributes.Add(new string('k', 257), "x") },
        { "long attribute value", r => r.Messages[0].Attributes.Add("k", new string('v', 1025)) },
        { "many attributes", r => r.Messages[0].Attributes.Add(Enumerable.Range(0, 101).ToDictionary(i => $"k{i}", _ => "v")) },
        { "long ordering key", r => r.Messages[0].OrderingKey = new string('k', 1025) },
    };

    [Theory]
    [MemberData(nameof(BadMessages), DisableDiscoveryEnumeration = true)]
    public async Task Publish_OverALimit_IsAnInvalidArgumentAndPublishesNothing(string what, Action<PublishRequest> change)
    {
        await using var host = await PubSubHost.StartAsync();
        var topic = await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync();
        var request = new PublishRequest { Topic = topic, Messages = { new PubsubMessage { Data = ByteString.CopyFromUtf8("x") } } };
        change(request);

        var publish = async () => await host.Publisher.PublishAsync(request);

        (await publish.Should().ThrowAsync<RpcException>(what)).Which.StatusCode.Should().Be(StatusCode.InvalidArgument);
        (await host.PullNowAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Rest_FullRoundTrip_Works()
    {
        await using var host = await PubSubHost.StartAsync();
        var topic = PubSubHost.TopicName("test-topic");
        var subscription = PubSubHost.SubscriptionName("test-subscription");
        await host.SendAsync(HttpMethod.Put, topic, "{}");
        await host.SendAsync(HttpMethod.Put, subscription, $$"""{"topic":"{{topic}}"}""");

        var (_, published) = await host.SendAsync(HttpMethod.Post, $"{topic}:publish", """{"messages":[{"data":"aGk=","attributes":{"a":"b"}}]}""");
        var (_, pulled) = await host.SendAsync(HttpMethod.Post, $"{subscription}:pull", """{"maxMessages":5}""");
        var message = pulled!["receivedMessages"]![0]!;
        var (acked, _) = await host.SendAsync(HttpMethod.Post, $"{subscription}:acknowledge", $$"""{"ackIds":["{{message["ackId"]}}"]}""");
        var (deleted, _) = await host.SendAsync(HttpMethod.Delete, subscription);

        message["message"]!["data"]!.GetValue<string>().Should().Be("aGk=");
        message["message"]!["messageId"]!.ToJsonString().Should().Be(published!["messageIds"]![0]!.ToJsonString());
        acked.Should().Be(HttpStatusCode.OK);
        deleted.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Rest_NoBody_IsAnEmptyMessage()
    {
        await using var host = await PubSubHost.StartAsync();

        var (created, _) = await host.SendAsync(HttpMethod.Put, PubSubHost.TopicName("test-topic"));
        var (published, error) = await host.SendAsync(HttpMethod.Post, $"{PubSubHost.TopicName("test-topic")}:publish");

        created.Should().Be(HttpStatusCode.OK);
        published.Should().Be(HttpStatusCode.BadRequest);
        error!["error"]!["message"]!.GetValue<string>().Should().NotContain("JSON");
    }
}
