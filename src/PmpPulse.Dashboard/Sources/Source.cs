using PmpPulse.Dashboard.Marts;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Dashboard.Sources;

/// <summary>The rows of a mart, shared by all viewers.</summary>
internal sealed class Source<T>
{
    // a warehouse that is down is not asked at every request
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    // what is empty is being filled
    private static readonly TimeSpan EmptyInterval = TimeSpan.FromMinutes(1);

    private readonly Shared<Reading<T>> _reading;

    /// <param name="reader">Runs the query.</param>
    /// <param name="query">The query.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="interval">How old the rows may be.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="parameters">Parameters of the query at an instant; null for none but the system.</param>
    public Source(
        MartReader reader, MartQuery query, Func<BigQueryRow, T> read, TimeSpan interval, TimeProvider clock, Func<DateTimeOffset, IReadOnlyList<QueryParameter>>? parameters = null)
    {
        _reading = new Shared<Reading<T>>(Reading<T>.Unread(query.Mart), ReadAsync, clock);

        async Task<(Reading<T>, DateTimeOffset)> ReadAsync(Reading<T> old)
        {
            var (state, rows) = await reader.ReadAsync(query, read, parameters?.Invoke(clock.GetUtcNow()) ?? [], CancellationToken.None);
            var now = clock.GetUtcNow();
            if (state == ReadingState.Ok) return (new Reading<T>(query.Mart, rows, state, now, old.Version + 1), now + (rows.Count == 0 ? Shorter(interval, EmptyInterval) : interval));
            return (old with { State = state, Version = old.Version + (old.State == state ? 0 : 1) }, now + Shorter(interval, RetryAfter));
        }
    }

    /// <summary>When the rows are read again, at the earliest.</summary>
    public DateTimeOffset NextTs => _reading.NextTs;

    /// <summary>The rows: read again if they are too old, unless that takes too long.</summary>
    public Task<Reading<T>> GetAsync(CancellationToken cancellationToken) => _reading.GetAsync(cancellationToken);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
