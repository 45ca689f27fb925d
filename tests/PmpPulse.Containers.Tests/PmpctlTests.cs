using System.Globalization;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using PmpPulse.Contracts.Events;
using PmpPulse.Local.Provisioning;
using PmpPulse.Testing;

namespace PmpPulse.Containers.Tests;

/// <summary>Images as Terraform runs them: pmpctl as the replay job, and the service that stops the pipeline at the budget.</summary>
[Trait("Category", "Slow")]
public sealed class PmpctlTests
{
    private const string BudgetTopic = "pmp-budget-alerts";

    [Fact]
    public async Task Replay_AsAJob_RepublishesHeldMessages()
    {
        await Engine.RequireAsync();
        var stop = TestContext.Current.CancellationToken;
        await using var cloud = await HostedCloud.StartAsync(stop);
        await PublishAsync(cloud, Velib.Status.DeadLetters.Topic, "held", new() { ["key"] = "held" }, stop);

        var settings = cloud.Settings("pmpctl", "nobody", ("REPLAY_ENABLED", "true"), ("REPLAY_SOURCE", "hold"));
        var (exitCode, output, errors) = await ServiceContainer.RunAsync("pmpctl", settings, ["replay"], stop);

        exitCode.Should().Be(0, output + errors);
        var audit = cloud.Clients.PubSub.SubscriptionName(Velib.Status.AuditSubscription!);
        var pulled = await cloud.Clients.PubSub.Subscriber.PullAsync(new PullRequest { Subscription = audit, MaxMessages = 10 }, cancellationToken: stop);
        var message = pulled.ReceivedMessages.Should().ContainSingle().Which.Message;
        message.Data.ToStringUtf8().Should().Be("held");
        message.Attributes.Should().Contain(MessageAttributes.ReplayCount, "1");
    }

    [Fact]
    public async Task BudgetStop_BudgetReached_PausesPollingWhateverElseFails()
    {
        await Engine.RequireAsync();
        var stop = TestContext.Current.CancellationToken;
        await using var cloud = await HostedCloud.StartAsync(stop);
        var scheduler = cloud.Clients.Scheduler;
        await new PollingSchedule(scheduler, HostedCloud.Accounts).ApplyAsync(Velib.Information, new Uri("http://127.0.0.1:9/collect"), TimeSpan.FromMinutes(1), stop);
        const string Service = "pmp-budget-stop";
        // nothing listens on port 9, so neither the record of earlier stops nor Cloud Run can be reached
        var settings = cloud.Settings(
            Service, HostedCloud.Accounts.PubSubPush,
            ("BUDGET_STOP_RECORDS", "records"), ("ADMIN_EMULATOR_HOST", "127.0.0.1:9"), ("DATAFLOW_EMULATOR_HOST", "127.0.0.1:9"));
        await using var container = await ServiceContainer.StartAsync("budget-stop", settings, stop);
        await cloud.Clients.PubSub.Publisher.CreateTopicAsync(new Topic { Name = cloud.Clients.PubSub.TopicName(BudgetTopic) }, cancellationToken: stop);
        await cloud.PushAsync("pmp-budget-alerts-to-stop-sub", BudgetTopic, container.Address, Service, stop);

        await NotifyAsync(cloud, 39.99m, stop);
        await Eventually.IsTrueAsync(async () => (await container.LogsAsync(stop)).Contains("39.99", StringComparison.Ordinal));
        (await StateAsync()).Should().Be("ENABLED");

        await NotifyAsync(cloud, 40m, stop);
        await Eventually.IsTrueAsync(async () => await StateAsync() == "PAUSED");
        (await container.TerminateAsync(stop)).Should().Be(0);

        async Task<string?> StateAsync() => (await scheduler.FindAsync(Velib.Information.Schedule.Job, stop))?.State;
    }

    private static Task NotifyAsync(HostedCloud cloud, decimal cost, CancellationToken cancellationToken)
    {
        var data = string.Create(CultureInfo.InvariantCulture, $$"""{"costAmount":{{cost}},"budgetAmount":40.0,"costIntervalStart":"2026-11-01T08:00:00Z"}""");
        return PublishAsync(cloud, BudgetTopic, data, new() { ["billingAccountId"] = "a", ["budgetId"] = "b", ["schemaVersion"] = "1.0" }, cancellationToken);
    }

    private static async Task PublishAsync(HostedCloud cloud, string topic, string data, Dictionary<string, string> attributes, CancellationToken cancellationToken)
    {
        var message = new PubsubMessage { Data = ByteString.CopyFromUtf8(data), Attributes = { attributes } };
        await cloud.Clients.PubSub.Publisher.PublishAsync(
            new PublishRequest { Topic = cloud.Clients.PubSub.TopicName(topic), Messages = { message } }, cancellationToken: cancellationToken);
    }
}
