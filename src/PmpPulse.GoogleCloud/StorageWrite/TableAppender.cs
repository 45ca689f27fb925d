using Microsoft.Extensions.Logging;
using PmpPulse.GoogleCloud.Resilience;

namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>
/// Appends to a table's default stream, at least once: an append that failed transiently or whose answer was lost is repeated, so rows
/// may be written twice, but never less than once. Thread-safe.
/// </summary>
public sealed class TableAppender : IAsyncDisposable
{
    private readonly WriteStreamAppender _appender;
    private readonly Backoff _backoff;
    private readonly TimeSpan _totalTimeout;
    private readonly TimeProvider _clock;
    private readonly ILogger<TableAppender> _logger;

    internal TableAppender(WriteStreamAppender appender, AppenderOptions options, TimeProvider clock, ILogger<TableAppender> logger)
    {
        _appender = appender;
        _backoff = new Backoff(options.InitialBackoff, options.MaxBackoff, options.Randomizer);
        _totalTimeout = options.TotalTimeout;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>
    /// Appends all rows or none. <see cref="AppendOutcome.Appended"/>, <see cref="AppendOutcome.RowsRejected"/>, or, when the time is
    /// over or no repeat can help, <see cref="AppendOutcome.NotAppended"/> or <see cref="AppendOutcome.Unknown"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The batch is empty or too large.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the rows may or may not be written.</exception>
    /// <exception cref="GoogleCloudConfigurationException">There are no credentials.</exception>
    public async Task<AppendOutcome> AppendAsync(RowBatch rows, CancellationToken cancellationToken = default)
    {
        var start = _clock.GetTimestamp();
        var mayBeThere = false;
        for (var retry = 0; ; retry++)
        {
            var outcome = await _appender.AppendAsync(rows, offset: null, cancellationToken);
            mayBeThere |= outcome is AppendOutcome.Unknown;
            if (outcome is not (AppendOutcome.Unknown or AppendOutcome.NotAppended { IsRetryable: true }))
            {
                return outcome;
            }

            var wait = _backoff.Delay(retry);
            if (_clock.GetElapsedTime(start) + wait >= _totalTimeout)
            {
                // an earlier try may have got through, so the last one's definite failure doesn't settle the outcome
                return mayBeThere && outcome is AppendOutcome.NotAppended last ? new AppendOutcome.Unknown(last.Status, last.Message) : outcome;
            }

            _logger.AppendRepeated(rows.Count, _appender.StreamName, wait, outcome);
            await Task.Delay(wait, _clock, cancellationToken);
        }
    }

    /// <summary>Sends what is queued, waits for the answers, then closes the connection.</summary>
    public ValueTask DisposeAsync() => _appender.DisposeAsync();
}
