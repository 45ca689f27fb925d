using System.Net;
using Google.Cloud.PubSub.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PmpPulse.Curation.DeadLetters;
using PmpPulse.Curation.Engines;
using PmpPulse.Curation.Pipeline;
using PmpPulse.Curation.Tests.Support;
using PmpPulse.GoogleCloud.PubSub;
using PmpPulse.GoogleCloud.PubSub.Push;
using PmpPulse.Testing;
using Encoding = System.Text.Encoding;

namespace PmpPulse.Curation.Tests.Engines;

/// <summary>A flood of bad messages with one key doesn't block good messages with other keys while the dead-letter table hangs.</summary>
public sealed class DeadLetterFloodTests
{
    private const int Flood = 60;
    private const int Good = 6;
    private const int Places = 8;

    private readonly FakeWarehouse _warehouse = new();

    [Fact]
    public async Task Pull_FloodBeyondCapacity_StillWritesAndAcknowledgesGoodMessages()
    {
        await using var cloud = await Cloud.StartAsync();
        var bad = new HashSet<string>();
        for (var number = 0; number < Flood; number++) bad.Add(await cloud.PublishAsync(Encoding.UTF8.GetBytes($"bad {number}"), "bad:station_status_snapshot"));
        for (var number = 0; number < Good; number++) await cloud.PublishAsync(GoodMessage(number));

        var deadLetters = new HeldDeadLetters(_warehouse.Connect());
        await using (await StartWorkerAsync(cloud, deadLetters)) await Eventually.IsTrueAsync(() => _warehouse.Rows.Count == Good);
        _warehouse.DeadLetters.Should().BeEmpty("no write has completed yet");

        // exactly the flood is left in the subscription: the good messages were acknowledged
        var left = await DrainAsync(cloud);
        left.Should().BeEquivalentTo(bad);

        deadLetters.Release();
        await using (await StartWorkerAsync(cloud, deadLetters)) await Eventually.IsTrueAsync(() => DeadIds().Count == Flood);
        DeadIds().Should().BeEquivalentTo(bad);
    }

    [Fact]
    public async Task Push_FloodBeyondCapacity_StillAcknowledgesGoodMessages()
    {
        var deadLetters = new HeldDeadLetters(_warehouse.Connect());
        var (pipeline, worker) = await StartPipelineAsync(deadLetters);
        await using var _ = worker;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        new PushEndpoint(new PushEngine(pipeline).HandleAsync, app.Logger) { Limiter = CurationService.PushLimiter(Places) }.Map(app);
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = Eventually.Timeout };

        var flood = Enumerable.Range(0, Flood).Select(number => PushUntilTakenAsync(http, $"bad{number}", Encoding.UTF8.GetBytes($"bad {number}"))).ToList();
        for (var number = 0; number < Good; number++) (await PushAsync(http, $"good{number}", GoodMessage(number))).Should().Be(HttpStatusCode.NoContent);
        _warehouse.Rows.Should().HaveCount(Good);
        flood.Should().NotContain(push => push.IsCompleted, "no dead letter is durable yet");

        deadLetters.Release();
        await Task.WhenAll(flood).OrTimeout();
        DeadIds().Should().HaveCount(Flood);
    }

    private static byte[] GoodMessage(int number) =>
        Messages.Envelope(Messages.Feed($$"""{"station_id":{{number}}}"""), TimeProvider.System.GetUtcNow().AddMinutes(-number), ingestTs: TimeProvider.System.GetUtcNow());

    private static Task PushUntilTakenAsync(HttpClient http, string messageId, byte[] data) =>
        Eventually.IsTrueAsync(async () => await PushAsync(http, messageId, data) == HttpStatusCode.NoContent);

    private static async Task<HttpStatusCode> PushAsync(HttpClient http, string messageId, byte[] data)
    {
        using var content = new StringContent($$$"""{"message":{"data":"{{{Convert.ToBase64String(data)}}}","messageId":"{{{messageId}}}"},"subscription":"s"}""", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(PushEndpoint.Path, content);
        return answer.StatusCode;
    }

    private static async Task<HashSet<string>> DrainAsync(Cloud cloud)
    {
        var subscription = cloud.Clients.PubSub.SubscriptionName(Velib.Curation.Subscription);
        var ids = new HashSet<string>();
        using var limit = new CancellationTokenSource(Eventually.Timeout);
        while (ids.Count < Flood)
        {
            var pulled = await cloud.Clients.PubSub.Subscriber.PullAsync(new PullRequest { Subscription = subscription, MaxMessages = 1_000 }, cancellationToken: limit.Token);
            ids.UnionWith(pulled.ReceivedMessages.Select(received => received.Message.MessageId));
            if (pulled.ReceivedMessages.Count == 0) continue;
            var nack = new ModifyAckDeadlineRequest { Subscription = subscription, AckDeadlineSeconds = 0 };
            nack.AckIds.Add(pulled.ReceivedMessages.Select(received => received.AckId));
            if (ids.Count >= Flood) await cloud.Clients.PubSub.Subscriber.ModifyAckDeadlineAsync(nack);
        }

        return ids;
    }

    private HashSet<string> DeadIds() => [.. _warehouse.DeadLetters.ToArray().Select(dead => dead.MessageId)];

    private async Task<(CurationPipeline Pipeline, Worker Worker)> StartPipelineAsync(IDeadLetterWriter deadLetters)
    {
        var worker = new Worker(_warehouse, null, null, null);
        await worker.StartAsync();
        var room = new DeadLetterLimiter(deadLetters, Places / 4, 1_000_000, TimeSpan.FromMilliseconds(10), TimeProvider.System);
        return (new CurationPipeline(StatusFeed.Feed, worker.Writer, room, TimeProvider.System, NullLogger<CurationPipeline>.Instance), worker);
    }

    private async Task<IAsyncDisposable> StartWorkerAsync(Cloud cloud, IDeadLetterWriter deadLetters)
    {
        var (pipeline, worker) = await StartPipelineAsync(deadLetters);
        var pull = new StreamingPullOptions
        {
            MaxOutstandingMessages = Places,
            KeepOrder = false,
            SoftStopGrace = TimeSpan.FromMilliseconds(100),
            HardStopGrace = TimeSpan.FromSeconds(5),
        };
        var engine = new PullWorker(
            cloud.Clients.PubSub, pipeline, StatusFeed.Feed, new CurationOptions(Velib.Status, "velib", CurationEngine.Worker, pull, 1), TimeProvider.System, NullLogger<PullWorker>.Instance);
        await engine.StartAsync(CancellationToken.None);
        return new Running(engine, worker);
    }

    private sealed class Running(PullWorker engine, Worker worker) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await engine.StopAsync(CancellationToken.None);
            engine.Dispose();
            await worker.DisposeAsync();
        }
    }
}
