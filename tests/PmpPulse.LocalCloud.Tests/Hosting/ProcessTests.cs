using Google.Cloud.PubSub.V1;
using Grpc.Core;
using Grpc.Net.Client;
using PmpPulse.LocalCloud.Tests.PubSub;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.Hosting;

[Trait("Category", "Slow")]
public sealed class ProcessTests
{
    [Fact]
    public async Task Help_Requested_ListsExactlyTheSettings()
    {
        var (exitCode, output, _) = await LocalCloudProcess.RunAsync("--help");

        exitCode.Should().Be(0);
        output.Should().Contain("--PUBSUB_PORT=8085").And.Contain("--DATA_DIR=").And.Contain("BIND_ADDRESS").And.NotContain("  PORT\n");
    }

    [Fact]
    public async Task Settings_SeveralWrong_AreAllNamed()
    {
        var (exitCode, _, error) = await LocalCloudProcess.RunAsync("--PUBSUB_PORT=x", "--BIGQUERY_PORT=70000", "--SCHEDULER_PORT=-1", "--TYPO=1");

        exitCode.Should().Be(2);
        error.Should().Contain("PUBSUB_PORT").And.Contain("BIGQUERY_PORT").And.Contain("SCHEDULER_PORT").And.Contain("TYPO");
    }

    [Fact]
    public async Task Settings_SamePortTwice_IsAFault()
    {
        var (exitCode, _, error) = await LocalCloudProcess.RunAsync("--PUBSUB_PORT=9050");

        exitCode.Should().Be(2);
        error.Should().Contain("another API's port");
    }

    [Fact]
    public async Task DataDirectory_InUse_RefusesTheSecondProcessOnly()
    {
        using var directory = new TemporaryDirectory();
        await using var first = await LocalCloudProcess.StartAsync(directory);

        var (exitCode, output, error) = await LocalCloudProcess.RunAsync(
            "--PUBSUB_PORT=0", "--BIGQUERY_PORT=0", "--SCHEDULER_PORT=0", $"--DATA_DIR={directory.Path}");

        exitCode.Should().Be(1);
        error.Should().Contain(directory.Path).And.Contain("is in use by another LocalCloud").And.NotContain("   at ");
        output.Should().NotContain("exception");
        using var http = new HttpClient();
        (await http.GetStringAsync(first.PubSub + "healthz")).Should().Be("""{"status":"ok"}""");
    }

    [Fact]
    public async Task Sigterm_WithAStreamOpen_EndsItAndTheProcessWithinTenSeconds()
    {
        using var directory = new TemporaryDirectory();
        await using var process = await LocalCloudProcess.StartAsync(directory);
        using var channel = GrpcChannel.ForAddress(process.PubSub);
        await new Publisher.PublisherClient(channel).CreateTopicAsync(new Topic { Name = PubSubHost.TopicName("test-topic") });
        var subscriber = new Subscriber.SubscriberClient(channel);
        var name = PubSubHost.SubscriptionName("test-subscription");
        await subscriber.CreateSubscriptionAsync(new Subscription { Name = name, Topic = PubSubHost.TopicName("test-topic") });
        using var stream = subscriber.StreamingPull();
        await stream.RequestStream.WriteAsync(new StreamingPullRequest { Subscription = name, StreamAckDeadlineSeconds = 60 });
        var next = stream.ResponseStream.MoveNext(default);

        var exitCode = await process.StopAsync(within: TimeSpan.FromSeconds(10));

        exitCode.Should().Be(0);
        var end = async () => await next;
        (await end.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.Unavailable);
    }
}
