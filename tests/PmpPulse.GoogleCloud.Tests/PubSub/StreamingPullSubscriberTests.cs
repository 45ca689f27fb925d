using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using PmpPulse.GoogleCloud.PubSub;
using PmpPulse.GoogleCloud.Tests.Infrastructure;

namespace PmpPulse.GoogleCloud.Tests.PubSub;

public sealed class StreamingPullSubscriberTests : IAsyncLifetime
{
    private static readonly StreamingPullOptions Quick = new() { InitialBackoff = TimeSpan.FromMilliseconds(1), MaxBackoff = TimeSpan.FromMilliseconds(2) };

    private readonly Channel<StreamingPullResponse> _responses = Channel.CreateUnbounded<StreamingPullResponse>();
    private readonly Channel<string> _acked = Channel.CreateUnbounded<string>();
    private readonly Channel<(string AckId, int Seconds)> _deadlines = Channel.CreateUnbounded<(string, int)>();
    private readonly ConcurrentQueue<StreamingPullRequest> _opened = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly CancellationTokenSource _stop = new();
    private ScriptedGoogle _google = null!;
    private GoogleCloudClients _clients = null!;

    public async ValueTask InitializeAsync()
    {
        _google = await ScriptedGoogle.StartAsync();
        _google.OnStreamingPull = ServeAsync;
        _google.OnAcknowledge = async request =>
        {
            foreach (var ackId in request.AckIds)
            {
                await _acked.Writer.WriteAsync(ackId);
            }
        };
        _google.OnModifyAckDeadline = async request =>
        {
            foreach (var ackId in request.AckIds)
            {
                await _deadlines.Writer.WriteAsync((ackId, request.AckDeadlineSeconds));
            }
        };
        _clients = _google.Clients(_clock);
    }

    public async ValueTask DisposeAsync()
    {
        _clients.Dispose();
        _stop.Dispose();
        await _google.DisposeAsync();
    }

    [Fact]
    public async Task RunAsync_Opening_SendsItsLimits()
    {
        var running = Run(Ack, Quick with { MaxOutstandingMessages = 7, MaxOutstandingBytes = 70, AckDeadline = TimeSpan.FromSeconds(30) });
        Deliver(Message("1"));
        await _acked.Reader.ReadAsync();
        await StopAsync(running);

        var request = _opened.Should().ContainSingle().Subject;
        request.Subscription.Should().Be("projects/p/subscriptions/s");
        request.StreamAckDeadlineSeconds.Should().Be(30);
        request.MaxOutstandingMessages.Should().Be(7);
        request.MaxOutstandingBytes.Should().Be(70);
    }

    [Fact]
    public async Task RunAsync_WhileHandling_RenewsTheLease()
    {
        var started = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        var running = Run(async (_, _) =>
        {
            started.SetResult();
            await finish.Task;
            return Reply.Ack;
        }, Quick with { AckDeadline = TimeSpan.FromSeconds(60) });
        Deliver(Message("1"));
        await started.Task;

        for (var i = 0; i < 3; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(24));
            (await _deadlines.Reader.ReadAsync()).Should().Be(("ack-1", 60));
        }

        finish.SetResult();
        (await _acked.Reader.ReadAsync()).Should().Be("ack-1");
        _clock.Advance(TimeSpan.FromSeconds(24));
        await StopAsync(running);
        _deadlines.Reader.TryRead(out _).Should().BeFalse("an answered message needs no lease");
    }

    [Fact]
    public async Task RunAsync_HeldTooLong_StopsRenewing()
    {
        var started = new TaskCompletionSource();
        var hardStopped = new TaskCompletionSource();
        var running = Run(async (_, hardStop) =>
        {
            started.SetResult();
            await using var told = hardStop.Register(hardStopped.SetResult);
            await Task.Delay(Timeout.Infinite, hardStop);
            return Reply.Ack;
        }, Quick with { AckDeadline = TimeSpan.FromSeconds(60), MaxTotalAckExtension = TimeSpan.FromSeconds(40) });
        Deliver(Message("1"));
        await started.Task;
        _clock.Advance(TimeSpan.FromSeconds(24));
        await _deadlines.Reader.ReadAsync();

        _clock.Advance(TimeSpan.FromSeconds(24));
        _clock.Advance(TimeSpan.FromSeconds(24));

        await _stop.CancelAsync();
        // the nack has a grace by the same clock: time stands still until it has been received
        await PassTimeUntilAsync(hardStopped.Task);
        var last = await _deadlines.Reader.ReadAsync();
        await PassTimeUntilAsync(running);
        last.Should().Be(("ack-1", 0), "its only later change is the nack at the end");
    }

    [Fact]
    public async Task RunAsync_NackOnAnOrderedKey_NacksMessagesQueuedBehindIt()
    {
        var handled = new ConcurrentQueue<string>();
        var release = new TaskCompletionSource();
        var running = Run(async (delivered, _) =>
        {
            await release.Task;
            handled.Enqueue(delivered.Message.MessageId);
            return delivered.Message.MessageId == "1" ? Reply.Nack : Reply.Ack;
        });
        Deliver(Message("1", "k"), Message("2", "k"), Message("3", "k"), Message("4", "other"));
        release.SetResult();

        (await _acked.Reader.ReadAsync()).Should().Be("ack-4");
        var nacked = new[] { await _deadlines.Reader.ReadAsync(), await _deadlines.Reader.ReadAsync(), await _deadlines.Reader.ReadAsync() };
        await StopAsync(running);

        nacked.Should().Equal(("ack-1", 0), ("ack-2", 0), ("ack-3", 0));
        handled.Should().BeEquivalentTo("1", "4");
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task RunAsync_OrderNotKept_HandlesOneKeyConcurrently(bool isOrdered, bool keepOrder)
    {
        var both = new TaskCompletionSource();
        var count = 0;
        var running = Run(async (_, _) =>
        {
            if (Interlocked.Increment(ref count) == 2)
            {
                both.SetResult();
            }

            await both.Task;
            return Reply.Ack;
        }, Quick with { KeepOrder = keepOrder });
        var response = Response(Message("1", "k"), Message("2", "k"));
        response.SubscriptionProperties = new StreamingPullResponse.Types.SubscriptionProperties { MessageOrderingEnabled = isOrdered };
        _responses.Writer.TryWrite(response);

        await both.Task;
        await StopAsync(running);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.Internal)]
    [InlineData(StatusCode.ResourceExhausted)]
    [InlineData(StatusCode.OK)]
    public async Task RunAsync_StreamEndsTransiently_Reopens(StatusCode status)
    {
        var opened = 0;
        _google.OnStreamingPull = async (requests, responses, context) =>
        {
            if (Interlocked.Increment(ref opened) < 3)
            {
                await requests.MoveNext(context.CancellationToken);
                if (status != StatusCode.OK)
                {
                    throw new RpcException(new Status(status, "now and then"));
                }

                return;
            }

            await ServeAsync(requests, responses, context);
        };
        var running = Run(Ack);
        Deliver(Message("1"));

        await PassTimeUntilAsync(_acked.Reader.ReadAsync().AsTask());
        await StopAsync(running);

        opened.Should().Be(3);
    }

    [Theory]
    [InlineData(StatusCode.PermissionDenied)]
    [InlineData(StatusCode.FailedPrecondition)]
    [InlineData(StatusCode.Unauthenticated)]
    public async Task RunAsync_StreamEndsPermanently_FinishesItsMessagesAndThrows(StatusCode status)
    {
        var finish = new TaskCompletionSource();
        var started = new TaskCompletionSource();
        _google.OnStreamingPull = async (requests, responses, context) =>
        {
            await requests.MoveNext(context.CancellationToken);
            await responses.WriteAsync(Response(Message("1")), context.CancellationToken);
            await started.Task;
            throw new RpcException(new Status(status, "no"));
        };
        var running = Run(async (_, _) =>
        {
            started.SetResult();
            await finish.Task;
            return Reply.Ack;
        });
        await started.Task;
        finish.SetResult();

        (await running.Invoking(task => task).Should().ThrowAsync<SubscriptionFailedException>()).Which.StatusCode.Should().Be(status);
        _acked.Reader.TryRead(out var acked).Should().BeTrue();
        acked.Should().Be("ack-1");
    }

    [Fact]
    public async Task RunAsync_AcknowledgeFailsTransiently_IsRetried()
    {
        var calls = 0;
        var acknowledge = _google.OnAcknowledge;
        _google.OnAcknowledge = request => ++calls < 3 ? throw new RpcException(new Status(StatusCode.Unavailable, "later")) : acknowledge(request);
        var running = Run(Ack);
        Deliver(Message("1"));

        await PassTimeUntilAsync(_acked.Reader.ReadAsync().AsTask());
        await StopAsync(running);

        calls.Should().Be(3);
    }

    [Fact]
    public async Task RunAsync_StoppedAtTheLimit_NacksUnstartedMessages()
    {
        var started = new TaskCompletionSource();
        var handled = 0;
        var running = Run(async (_, _) =>
        {
            Interlocked.Increment(ref handled);
            started.TrySetResult();
            await Task.Delay(Timeout.Infinite, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return Reply.Ack;
        }, Quick with { MaxOutstandingMessages = 1 });
        Deliver(Message("1"), Message("2"), Message("3"));
        await started.Task;

        // the clock must stand still until the answers are in: a stop allows them one second
        await _stop.CancelAsync();
        (await _acked.Reader.ReadAsync()).Should().Be("ack-1");
        new[] { await _deadlines.Reader.ReadAsync(), await _deadlines.Reader.ReadAsync() }.Should().BeEquivalentTo([("ack-2", 0), ("ack-3", 0)]);
        await StopAsync(running);
        handled.Should().Be(1);
    }

    [Fact]
    public async Task RunAsync_Twice_Throws()
    {
        var subscriber = _clients.PubSub.CreateSubscriber("s", Quick);
        await _stop.CancelAsync();
        await subscriber.RunAsync(Ack, _stop.Token);

        await subscriber.Invoking(s => s.RunAsync(Ack, _stop.Token)).Should().ThrowAsync<InvalidOperationException>();
    }

    [Theory]
    [InlineData(9)]
    [InlineData(601)]
    public void Constructor_DeadlineOutOfRange_Throws(int seconds)
    {
        var act = () => _clients.PubSub.CreateSubscriber("s", Quick with { AckDeadline = TimeSpan.FromSeconds(seconds) });

        act.Should().Throw<ArgumentOutOfRangeException>();
    }

    private static Task<Reply> Ack(DeliveredMessage delivered, CancellationToken hardStop) => Task.FromResult(Reply.Ack);

    private static PubsubMessage Message(string id, string key = "") => new() { MessageId = id, OrderingKey = key, Data = ByteString.CopyFromUtf8(id) };

    private static StreamingPullResponse Response(params PubsubMessage[] messages) =>
        new() { ReceivedMessages = { messages.Select(message => new ReceivedMessage { AckId = $"ack-{message.MessageId}", Message = message }) } };

    private Task Run(MessageHandler handler, StreamingPullOptions? options = null) => _clients.PubSub.CreateSubscriber("s", options ?? Quick).RunAsync(handler, _stop.Token);

    private void Deliver(params PubsubMessage[] messages) => _responses.Writer.TryWrite(Response(messages));

    private async Task StopAsync(Task running)
    {
        await _stop.CancelAsync();
        await PassTimeUntilAsync(running);
    }

    private Task PassTimeUntilAsync(Task task) => _clock.PassUntilAsync(task, TimeSpan.FromMilliseconds(500));

    private async Task ServeAsync(IAsyncStreamReader<StreamingPullRequest> requests, IServerStreamWriter<StreamingPullResponse> responses, ServerCallContext context)
    {
        await requests.MoveNext(context.CancellationToken);
        _opened.Enqueue(requests.Current);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        var reading = requests.MoveNext(context.CancellationToken).ContinueWith(_ => ended.Cancel(), TaskScheduler.Default);
        try
        {
            await foreach (var response in _responses.Reader.ReadAllAsync(ended.Token))
            {
                await responses.WriteAsync(response, ended.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // half-closed or gone
        }

        await reading;
    }
}
