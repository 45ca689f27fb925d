using System.Text.Json;
using PmpPulse.Collector.Feeds;
using PmpPulse.Contracts.Events;

namespace PmpPulse.Collector.Types;

/// <summary>
/// The system's vehicle types, which change every few months: fetched by the first poll, then hourly, and kept while they can't be
/// fetched. They never delay a poll by more than a few seconds and never cost its snapshot. Thread-safe.
/// </summary>
internal sealed class VehicleTypesCache(FeedServer? server, TimeProvider clock, ILogger<VehicleTypesCache> logger) : IDisposable
{
    // two orders of magnitude above real ones; more must not make the event too large
    private const int MaxBytes = 100_000;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan IntervalAfterFailure = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _refreshing = new(1);
    private FeedValidators _validators = FeedValidators.None;
    private volatile State _state = new(default, 0, null);
    private long _asked;
    private TimeSpan _pause;

    /// <summary>The known vehicle types.</summary>
    /// <param name="Json">As events carry them; empty if unknown.</param>
    /// <param name="Count">How many there are.</param>
    /// <param name="Failure">Why the last refresh failed; null if it succeeded.</param>
    internal sealed record State(ReadOnlyMemory<byte> Json, int Count, string? Failure);

    /// <summary>The types, refreshed if due. Throws only if the caller cancels.</summary>
    public async Task<State> GetAsync(CancellationToken cancellationToken)
    {
        if (server is null) return _state;
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            if (_pause > clock.GetElapsedTime(_asked)) return _state;
            _state = await RefreshAsync(cancellationToken);
            _asked = clock.GetTimestamp();
            return _state;
        }
        finally
        {
            _refreshing.Release();
        }
    }

    public void Dispose()
    {
        server?.Dispose();
        _refreshing.Dispose();
    }

    private async Task<State> RefreshAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var answer = await server!.GetAsync(_validators, either.Token);
            _pause = Interval;
            if (answer.Body is not { } body) return _state with { Failure = null };
            var types = VehicleTypes.ReadFile(body) ?? throw new FeedException(FeedFailure.WrongShape, "the answer has no array data.vehicle_types", isTransient: false);
            var json = types.Count == 0 ? default : VehicleTypes.ToJson(types);
            if (json.Length > MaxBytes) return Failed($"the types would take {json.Length} bytes of each event; at most {MaxBytes} are carried");
            _validators = answer.Validators;
            Log.TypesRead(logger, types.Count);
            return new State(json, types.Count, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed($"no answer within {Timeout.TotalSeconds:0} s");
        }
        catch (FeedException exception)
        {
            return Failed(exception.Message, exception.RetryAfter);
        }
        catch (JsonException exception)
        {
            return Failed($"the answer is not JSON: {exception.Message}");
        }
    }

    private State Failed(string why, TimeSpan? asked = null)
    {
        // its server's wait applies here too, up to an hour
        _pause = asked > Interval ? Interval : asked > IntervalAfterFailure ? asked.Value : IntervalAfterFailure;
        Log.TypesFailed(logger, _state.Count, why);
        return _state with { Failure = why };
    }
}
