using System.Security.Cryptography;
using PmpPulse.Collector.Feeds;
using PmpPulse.Contracts.Events;

namespace PmpPulse.Collector.Collecting;

/// <summary>
/// Keeps bodies that were served in place of the feed but are not feeds (a web page, other JSON): published like one, they become dead
/// letters, whole, in a table, with the reason. A broken server sends them at each poll, so the same bytes are kept once, and others at
/// most once in <see cref="Interval"/>.
/// </summary>
internal sealed class UnusableBodies(SnapshotPublisher publisher, CollectorOptions options, TimeProvider clock, ILogger<UnusableBodies> logger) : IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _keeping = new(1);
    private byte[] _lastHash = [];
    private long? _lastKept;

    /// <summary>Keeps a failure's body, if there is one and it is due.</summary>
    /// <returns>A sentence to report; null if there is nothing to report.</returns>
    public async Task<string?> KeepAsync(FeedException failure, CancellationToken cancellationToken)
    {
        if (failure.Body.IsEmpty) return null;
        await _keeping.WaitAsync(cancellationToken);
        try
        {
            var hash = SHA256.HashData(failure.Body.Span);
            if (hash.AsSpan().SequenceEqual(_lastHash) || (_lastKept is { } last && clock.GetElapsedTime(last) < Interval)) return null;
            var messageId = await publisher.PublishAsync(Envelope(failure), cancellationToken);
            (_lastHash, _lastKept) = (hash, clock.GetTimestamp());
            return $"The body is kept whole as a dead letter, message {messageId}.";
        }
        catch (Exception exception) when (exception is FeedException or Grpc.Core.RpcException or GoogleCloud.PubSub.OrderingKeyPausedException)
        {
            Log.BodyNotKept(logger, exception.Message);
            return "The body could not be kept.";
        }
        finally
        {
            _keeping.Release();
        }
    }

    public void Dispose() => _keeping.Dispose();

    private EventEnvelope Envelope(FeedException failure)
    {
        var now = clock.GetUtcNow();
        return new EventEnvelope(
            now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)), null, options.Source, options.Feed.EventType,
            EventTypes.Key(options.Source, options.Feed.EventType), failure.Body)
        {
            PayloadIsJson = failure.Reason == FeedFailure.WrongShape,
        };
    }
}
