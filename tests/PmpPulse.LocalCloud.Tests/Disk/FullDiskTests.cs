using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using PmpPulse.LocalCloud.Tests.BigQuery;
using PmpPulse.LocalCloud.Tests.Hosting;
using PmpPulse.LocalCloud.Tests.StorageWrite;
using PmpPulse.Testing;
using ProtoType = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;

namespace PmpPulse.LocalCloud.Tests.Disk;

/// <summary>LocalCloud on a disk that becomes full: it reports it, loses nothing, and recovers by itself once there is space.</summary>
[Trait("Category", "Slow")]
public sealed class FullDiskTests
{
    private const string Topic = "projects/p/topics/events";
    private const string Subscription = "projects/p/subscriptions/reader";

    // longer than the writer idles before it checkpoints
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(9);
    [Fact]
    public async Task FullDisk_EveryApi_ReportsItAndRecovers()
    {
        using var disk = SmallDisk.Mount(96);
        await using var process = await LocalCloudProcess.StartAsync(disk.Path);
        await using var host = BigQueryHost.Connect(new Uri(process.BigQuery), "p");
        using var channel = GrpcChannel.ForAddress(process.PubSub);
        var publisher = new Publisher.PublisherClient(channel);
        var subscriber = new Subscriber.SubscriberClient(channel);
        await publisher.CreateTopicAsync(new Topic { Name = Topic });
        await subscriber.CreateSubscriptionAsync(new Subscription { Name = Subscription, Topic = Topic });
        await host.CreateTableAsync("d", "t", """[{"name":"i","type":"INT64"},{"name":"s","type":"STRING"}]""");
        var (stored, published) = (0, 0);
        // leaves a write-ahead log that is checkpointed at the next idle moment
        for (var i = 0; i < 20; i++) stored += await AppendAsync(host);
        published += await PublishAsync(publisher);
        (await ReportAsync(process)).GetProperty("full").GetBoolean().Should().BeFalse();

        disk.Fill();
        var refusedPublish = await RefusedAsync(async () => published += await PublishAsync(publisher));
        var refusedAppend = await RefusedAsync(async () => stored += await AppendAsync(host));
        // clients retry; failed attempts must not make it worse
        for (var i = 0; i < 5; i++)
        {
            await RefusedAsync(async () => published += await PublishAsync(publisher));
            await RefusedAsync(async () => stored += await AppendAsync(host));
        }

        refusedPublish.StatusCode.Should().Be(StatusCode.Unavailable);
        refusedPublish.Status.Detail.Should().Contain("disk full").And.Contain(disk.Path).And.Contain("free").And.Contain("needed");
        refusedAppend.Status.Detail.Should().Contain("disk full");
        var report = await ReportAsync(process);
        report.GetProperty("full").GetBoolean().Should().BeTrue();
        report.GetProperty("folder").GetString().Should().Be(disk.Path);
        report.GetProperty("freeBytes").GetInt64().Should().BeLessThan(report.GetProperty("neededBytes").GetInt64());

        // reads still work, and LocalCloud's background work must not change that
        await Eventually.SucceedsAsync(() => host.QueryAsync("SELECT COUNT(*) FROM d.t"));
        await Eventually.SucceedsAsync(async () => TimeProvider.System.GetUtcNow().Subtract((await ReportAsync(process)).GetProperty("since").GetDateTimeOffset()).Should().BeGreaterThan(Idle));
        await Eventually.SucceedsAsync(() => host.QueryAsync("SELECT COUNT(*) FROM d.t"));

        disk.Free();
        await Eventually.SucceedsAsync(() => host.QueryAsync("SELECT COUNT(*) FROM d.t"));
        await Eventually.SucceedsAsync(async () => published += await PublishAsync(publisher));
        await Eventually.SucceedsAsync(async () => stored += await AppendAsync(host));
        await Eventually.SucceedsAsync(async () => (await ReportAsync(process)).GetProperty("full").GetBoolean().Should().BeFalse());

        var rows = await host.QueryAsync("SELECT COUNT(*) FROM d.t");
        // an append that returned an error may still have been written
        long.Parse(BigQueryHost.Line(rows["rows"]![0]!).Trim('"'), System.Globalization.CultureInfo.InvariantCulture).Should().BeGreaterThanOrEqualTo(stored);
        var pulled = await subscriber.PullAsync(new PullRequest { Subscription = Subscription, MaxMessages = 100 });
        pulled.ReceivedMessages.Should().HaveCountGreaterThanOrEqualTo(published);
        (await process.StopAsync(TimeSpan.FromSeconds(20))).Should().Be(0);
    }

    private static async Task<int> PublishAsync(Publisher.PublisherClient publisher)
    {
        // larger than any free page that may be left
        var message = new PubsubMessage { Data = ByteString.CopyFrom(new byte[200_000]) };
        await publisher.PublishAsync(new PublishRequest { Topic = Topic, Messages = { message } }, deadline: Deadline());
        return 1;
    }

    private static async Task<int> AppendAsync(BigQueryHost host)
    {
        var descriptor = RowWriter.Message("Row", RowWriter.Field("i", 1, ProtoType.Int64), RowWriter.Field("s", 2, ProtoType.String));
        using var append = new AppendClient(host.Storage, $"{host.TableName("d", "t")}/streams/_default", descriptor);
        var response = await append.AppendAsync(new RowWriter().Int64(1, 1).String(2, new string('x', 300_000)).ToRow());
        return response.Error is { } error ? throw new RpcException(new Status((StatusCode)error.Code, error.Message)) : 1;
    }

    private static async Task<System.Text.Json.JsonElement> ReportAsync(LocalCloudProcess process)
    {
        using var http = new HttpClient();
        using var document = System.Text.Json.JsonDocument.Parse(await http.GetStringAsync(new Uri(new Uri(process.BigQuery), "localcloud/disk")));
        return document.RootElement.Clone();
    }

    private static async Task<RpcException> RefusedAsync(Func<Task> call) => (await call.Should().ThrowAsync<RpcException>()).Which;

    private static DateTime Deadline() => TimeProvider.System.GetUtcNow().UtcDateTime + Eventually.Timeout;
}
