using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.PubSub;

public sealed class LogCheckpointerTests
{
    // the writer itself copies its log at 32 MB
    private const int Messages = 16;
    private const int MessageBytes = 1_000_000;

    [Fact]
    public async Task Publish_SixteenMegabytes_AreCopiedIntoTheDatabaseBesideTheWriter()
    {
        using var directory = new TemporaryDirectory();
        await using var host = await PubSubHost.StartAsync(dataDirectory: directory);
        await host.CreateTopicAsync();
        await host.CreateSubscriptionAsync();

        for (var message = 0; message < Messages; message++) await host.PublishAsync(new string((char)('a' + message), MessageBytes));

        await Eventually.IsTrueAsync(() => new FileInfo(Path.Combine(directory, "pubsub.db")).Length > Messages / 2 * MessageBytes);
        (await host.PullNowAsync()).Should().NotBeEmpty();
    }
}
