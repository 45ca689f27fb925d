using System.Collections.Concurrent;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using PmpPulse.GoogleCloud.PubSub;
using PmpPulse.GoogleCloud.Tests.Infrastructure;

namespace PmpPulse.GoogleCloud.Tests.PubSub;

public sealed class TopicPublisherTests : IAsyncLifetime
{
    private static readonly TopicPublisherOptions Quick = new()
    {
        MaxBatchDelay = TimeSpan.FromMilliseconds(1),
        InitialBackoff = TimeSpan.FromMilliseconds(1),
        MaxBackoff = TimeSpan.FromMilliseconds(2),
    };

    private readonly ConcurrentQueue<PublishRequest> _requests = new();
    private ScriptedGoogle _google = null!;
    private GoogleCloudClients _clients = null!;

    public async ValueTask InitializeAsync()
    {
        _google = await ScriptedGoogle.StartAsync();
        _google.OnPublish = (request, _) => Task.FromResult(Accept(request));
        _clients = _google.Clients();
    }

    public async ValueTask DisposeAsync()
    {
        _clients.Dispose();
        await _google.DisposeAsync();
    }

    [Fact]
    public async Task PublishAsync_Accepted_ReturnsEachMessagesId()
    {
        await using var publisher = _clients.PubSub.CreatePublisher("t", Quick);

        var ids = await Task.WhenAll(Enumerable.Range(0, 250).Select(i => publisher.PublishAsync(Message($"{i}"))));

        ids.Should().Equal(Enumerable.Range(0, 250).Select(i => $"id-{i}"));
        _requests.Should().OnlyContain(request => request.Topic == "projects/p/topics/t" && request.Messages.Count <= 100);
    }

    [Fact]
    public async Task PublishAsync_BatchNotFull_WaitsForTheDelay()
    {
        var time = new FakeTimeProvider();
        using var clients = _google.Clients(time);
        await using var publisher = clients.PubSub.CreatePublisher("t", Quick with { MaxBatchDelay = TimeSpan.FromSeconds(5), MaxBatchMessages = 3 });

        var first = publisher.PublishAsync(Message("1"));
        var second = publisher.PublishAsync(Message("2"));
        time.Advance(TimeSpan.FromSeconds(4.9));
        _requests.Should().BeEmpty();
        time.Advance(TimeSpan.FromSeconds(0.1));
        await Task.WhenAll(first, second);

        _requests.Should().ContainSingle().Which.Messages.Should().HaveCount(2);
    }

    [Fact]
    public async Task PublishAsync_BatchFull_DoesNotWait()
    {
        var time = new FakeTimeProvider();
        using var clients = _google.Clients(time);
        await using var publisher = clients.PubSub.CreatePublisher("t", Quick with { MaxBatchDelay = TimeSpan.FromDays(1), MaxBatchMessages = 2 });

        await Task.WhenAll(publisher.PublishAsync(Message("1")), publisher.PublishAsync(Message("2")));

        _requests.Should().ContainSingle();
    }

    [Fact]
    public async Task PublishAsync_BytesOverThreshold_ClosesTheBatchBefore()
    {
        using var clients = _google.Clients(new FakeTimeProvider());
        await using var publisher = clients.PubSub.CreatePublisher("t", Quick with { MaxBatchBytes = 1_000 });

        var published = Task.WhenAll(Enumerable.Range(0, 5).Select(_ => publisher.PublishAsync(new PubsubMessage { Data = ByteString.CopyFrom(new byte[400]) })));
        await publisher.FlushAsync();

        await published;
        _requests.Select(request => request.Messages.Count).Should().BeEquivalentTo([2, 2, 1]);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.Aborted)]
    [InlineData(StatusCode.Internal)]
    [InlineData(StatusCode.ResourceExhausted)]
    public async Task PublishAsync_TransientFailure_IsRetried(StatusCode status)
    {
        var calls = 0;
        _google.OnPublish = (request, _) => ++calls < 3 ? throw new RpcException(new Status(status, "later")) : Task.FromResult(Accept(request));
        await using var publisher = _clients.PubSub.CreatePublisher("t", Quick);

        (await publisher.PublishAsync(Message("1"))).Should().Be("id-1");
        calls.Should().Be(3);
    }

    [Fact]
    public async Task PublishAsync_PermanentFailure_FailsAtOnce()
    {
        var calls = 0;
        _google.OnPublish = (_, _) =>
        {
            calls++;
            throw new RpcException(new Status(StatusCode.NotFound, "no topic"));
        };
        await using var publisher = _clients.PubSub.CreatePublisher("t", Quick);

        var act = () => publisher.PublishAsync(Message("1"));

        (await act.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.NotFound);
        calls.Should().Be(1);
    }

    [Fact]
    public async Task PublishAsync_FailingBeyondTheTotalTimeout_Fails()
    {
        _google.OnPublish = (_, _) => throw new RpcException(new Status(StatusCode.Unavailable, "down"));
        await using var publisher = _clients.PubSub.CreatePublisher("t", Quick with { TotalTimeout = TimeSpan.FromMilliseconds(50) });

        var act = () => publisher.PublishAsync(Message("1"));

        (await act.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.Unavailable);
    }

    [Fact]
    public async Task PublishAsync_AttemptUnanswered_TimesOutAndIsRetried()
    {
        var time = new FakeTimeProvider();
        var calls = 0;
        _google.OnPublish = async (request, context) =>
        {
            if (++calls == 1)
            {
                time.Advance(Quick.AttemptTimeout);
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
            }

            return Accept(request);
        };
        using var clients = _google.Clients(time);
        await using var publisher = clients.PubSub.CreatePublisher("t", Quick with { MaxBatchMessages = 1 });

        var published = publisher.PublishAsync(Message("1"));
        await time.PassUntilAsync(published, TimeSpan.FromMilliseconds(1));

        (await published).Should().Be("id-1");
        calls.Should().Be(2);
    }

    [Fact]
    public async Task PublishAsync_OrderingKey_KeepsOneBatchInFlightAndTheOrder()
    {
        var inFlight = 0;
        var calls = 0;
        _google.OnPublish = async (request, _) =>
        {
            Interlocked.Increment(ref inFlight).Should().Be(1);
            await Task.Yield();
            Interlocked.Decrement(ref inFlight);
            return ++calls % 3 == 0 ? throw new RpcException(new Status(StatusCode.Unavailable, "again")) : Accept(request);
        };
        await using var publisher = _clients.PubSub.CreatePublisher("t", Quick with { MaxBatchMessages = 3 });

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => publisher.PublishAsync(Message($"{i}", "k"))));

        _requests.SelectMany(request => request.Messages).Select(message => message.Data.ToStringUtf8())
            .Should().Equal(Enumerable.Range(0, 60).Select(i => $"{i}"));
    }

    [Fact]
    public async Task PublishAsync_AfterAFailureOfItsKey_IsRefusedUntilResumed()
    {
        _google.OnPublish = (request, _) => request.Messages[0].Data.ToStringUtf8() == "bad"
            ? throw new RpcException(new Status(StatusCode.InvalidArgument, "bad"))
            : Task.FromResult(Accept(request));
        await using var publisher = _clients.PubSub.CreatePublisher("t", Quick with { MaxBatchMessages = 1 });

        var bad = publisher.PublishAsync(Message("bad", "k"));
        var behind = publisher.PublishAsync(Message("behind", "k"));
        await bad.Invoking(task => task).Should().ThrowAsync<RpcException>();
        await behind.Invoking(task => task).Should().ThrowAsync<OrderingKeyPausedException>().WithInnerException(typeof(RpcException));
        await publisher.Invoking(p => p.PublishAsync(Message("later", "k"))).Should().ThrowAsync<OrderingKeyPausedException>();
        (await publisher.PublishAsync(Message("other", "j"))).Should().Be("id-other");

        publisher.ResumeOrderingKey("k");

        (await publisher.PublishAsync(Message("again", "k"))).Should().Be("id-again");
        _requests.SelectMany(request => request.Messages).Select(message => message.Data.ToStringUtf8()).Should().BeEquivalentTo("other", "again");
    }

    [Fact]
    public async Task PublishAsync_OutstandingBytesAtTheBound_WaitsInOrder()
    {
        var release = new SemaphoreSlim(0);
        _google.OnPublish = async (request, _) =>
        {
            _requests.Enqueue(request);
            await release.WaitAsync();
            return Ids(request);
        };
        await using var publisher = _clients.PubSub.CreatePublisher("t", Quick with { MaxBatchMessages = 1, MaxOutstandingBytes = 1_000 });
        var payload = ByteString.CopyFrom(new byte[600]);

        var tasks = Enumerable.Range(0, 4).Select(i => publisher.PublishAsync(new PubsubMessage { Data = payload, MessageId = $"{i}", OrderingKey = $"{i}" })).ToArray();
        for (var done = 0; done < 4; done++)
        {
            release.Release();
            await tasks[done];
            _requests.Count.Should().BeLessThanOrEqualTo(done + 2);
        }

        _requests.SelectMany(request => request.Messages).Select(message => message.OrderingKey).Should().Equal("0", "1", "2", "3");
    }

    [Fact]
    public async Task DisposeAsync_MessagesPending_SendsThem()
    {
        var time = new FakeTimeProvider();
        using var clients = _google.Clients(time);
        var publisher = clients.PubSub.CreatePublisher("t", Quick with { MaxBatchDelay = TimeSpan.FromDays(1) });
        var pending = publisher.PublishAsync(Message("1"));

        await publisher.DisposeAsync();

        pending.IsCompletedSuccessfully.Should().BeTrue();
        await publisher.Invoking(p => p.PublishAsync(Message("2"))).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public void Constructor_OptionOutOfRange_Throws()
    {
        var act = () => _clients.PubSub.CreatePublisher("t", Quick with { MaxBatchMessages = 1_001 });

        act.Should().Throw<ArgumentOutOfRangeException>();
    }

    private static PubsubMessage Message(string text, string key = "") => new() { Data = ByteString.CopyFromUtf8(text), OrderingKey = key };

    private static PublishResponse Ids(PublishRequest request) =>
        new() { MessageIds = { request.Messages.Select(message => $"id-{message.Data.ToStringUtf8()}") } };

    private PublishResponse Accept(PublishRequest request)
    {
        _requests.Enqueue(request);
        return Ids(request);
    }
}
