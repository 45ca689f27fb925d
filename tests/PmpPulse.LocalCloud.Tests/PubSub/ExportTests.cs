using System.Threading.Channels;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PmpPulse.LocalCloud.Hosting;
using PmpPulse.LocalCloud.PubSub.Brokering;
using PmpPulse.LocalCloud.PubSub.Dispatch;
using PmpPulse.LocalCloud.PubSub.Export;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.PubSub;

public sealed class ExportTests
{
    private const string Topic = "projects/test-project/topics/test-topic";

    [Fact]
    public async Task Export_Messages_AreWrittenAndRefusedOnesRedelivered()
    {
        using var directory = new TemporaryDirectory();
        using var held = DataDirectory.Open(directory);
        var sink = new RecordingSink { Refuse = message => message.Data.ToStringUtf8() == "bad" };
        using var broker = new Broker(held, TimeProvider.System, NullLogger<Broker>.Instance, sink);
        using var signer = new OidcSigner(held, TimeProvider.System);
        using var dispatcher = new Dispatcher(broker, signer, TimeProvider.System, NullLogger<Dispatcher>.Instance, sink);
        await dispatcher.StartAsync(default);
        await broker.CreateTopicAsync(new Topic { Name = Topic }, default);
        await broker.CreateSubscriptionAsync(
            new Subscription { Name = "projects/test-project/subscriptions/to-bq", Topic = Topic, BigqueryConfig = new BigQueryConfig { Table = "p.d.t", WriteMetadata = true } }, default);

        await broker.PublishAsync(Topic, [Message("good"), Message("bad")], default);
        List<string> seen = [];
        while (seen.Count(text => text == "bad") < 3) seen.AddRange(await sink.Batches.Reader.ReadAsync().OrTimeout());
        sink.Fail = true;
        await broker.PublishAsync(Topic, [Message("later")], default);
        while (!seen.Contains("later")) seen.AddRange(await sink.Batches.Reader.ReadAsync().OrTimeout());
        sink.Fail = false;
        while (seen.Count(text => text == "later") < 2) seen.AddRange(await sink.Batches.Reader.ReadAsync().OrTimeout());
        await dispatcher.StopAsync(default);

        seen.Count(text => text == "good").Should().Be(1, "written messages are acknowledged");
        sink.Subscriptions.Should().OnlyContain(name => name == "projects/test-project/subscriptions/to-bq");
    }

    [Fact]
    public async Task Export_NoSuitableTable_ChecksAgainAndWritesNothing()
    {
        using var directory = new TemporaryDirectory();
        using var held = DataDirectory.Open(directory);
        var clock = new FakeTimeProvider();
        var sink = new RecordingSink();
        using var broker = new Broker(held, clock, NullLogger<Broker>.Instance, sink);
        using var signer = new OidcSigner(held, clock);
        using var dispatcher = new Dispatcher(broker, signer, clock, NullLogger<Dispatcher>.Instance, sink);
        await broker.CreateTopicAsync(new Topic { Name = Topic }, default);
        await broker.CreateSubscriptionAsync(
            new Subscription { Name = "projects/test-project/subscriptions/to-bq", Topic = Topic, BigqueryConfig = new BigQueryConfig { Table = "p.d.t" } }, default);
        await broker.PublishAsync(Topic, [Message("waits")], default);
        sink.State = new TableState(BigQueryConfig.Types.State.NotFound, "there is no such table");
        await dispatcher.StartAsync(default);

        await Eventually.IsTrueAsync(() => sink.Checks > 10, step: () => clock.Advance(TimeSpan.FromSeconds(1)));
        sink.Batches.Reader.TryPeek(out _).Should().BeFalse("each attempt would count as a delivery attempt");

        sink.State = TableState.Active;
        await Eventually.IsTrueAsync(() => sink.Batches.Reader.TryPeek(out _), step: () => clock.Advance(TimeSpan.FromSeconds(1)));
        await dispatcher.StopAsync(default);
    }

    [Theory]
    [InlineData("p.d", "project.dataset.table")]
    [InlineData("d", "project.dataset.table")]
    public async Task Create_MalformedTable_IsAnInvalidArgument(string table, string message)
    {
        using var directory = new TemporaryDirectory();
        using var held = DataDirectory.Open(directory);
        using var broker = new Broker(held, TimeProvider.System, NullLogger<Broker>.Instance, new RecordingSink());
        await broker.CreateTopicAsync(new Topic { Name = Topic }, default);

        var create = async () => await broker.CreateSubscriptionAsync(
            new Subscription { Name = "projects/test-project/subscriptions/to-bq", Topic = Topic, BigqueryConfig = new BigQueryConfig { Table = table } }, default);

        (await create.Should().ThrowAsync<RpcException>()).Which.Status.Detail.Should().Contain(message);
    }

    private static PubsubMessage Message(string text) => new() { Data = Google.Protobuf.ByteString.CopyFromUtf8(text) };

    private sealed class RecordingSink : ITableSink
    {
        public Channel<string[]> Batches { get; } = Channel.CreateUnbounded<string[]>();

        public List<string> Subscriptions { get; } = [];

        public Func<PubsubMessage, bool> Refuse { get; init; } = _ => false;

        public volatile bool Fail;

        public volatile TableState State = TableState.Active;

        public volatile int Checks;

        public TableState Check(BigQueryConfig config)
        {
            Checks++;
            return State;
        }

        public Task<IReadOnlyDictionary<int, string>> AppendAsync(BigQueryConfig config, IReadOnlyList<ExportedMessage> messages, CancellationToken cancellationToken)
        {
            Subscriptions.AddRange(messages.Select(m => m.Subscription));
            Batches.Writer.TryWrite([.. messages.Select(m => m.Message.Data.ToStringUtf8())]);
            if (Fail) throw new IOException("the table is out of reach");
            return Task.FromResult<IReadOnlyDictionary<int, string>>(messages.Index().Where(m => Refuse(m.Item.Message)).ToDictionary(m => m.Index, _ => "refused"));
        }
    }
}
