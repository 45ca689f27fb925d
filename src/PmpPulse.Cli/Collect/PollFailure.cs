using System.Globalization;
using PmpPulse.Cli.Logs;
using PmpPulse.Cli.Running;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud.Scheduler;
using PmpPulse.Operations;
using PmpPulse.Operations.Refusals;

namespace PmpPulse.Cli.Collect;

/// <summary>
/// Why the last call of a Scheduler job failed. LocalCloud's Scheduler keeps the collector's own message; Google's keeps only a code, and
/// the message is in the collector's log.
/// </summary>
internal static class PollFailure
{
    private static readonly TimeSpan LogTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LogWindow = TimeSpan.FromMinutes(3);

    /// <returns>Null when it succeeded.</returns>
    public static async Task<string?> ReadAsync(CommandContext context, string job, SchedulerJob state, CancellationToken cancellationToken)
    {
        if (state.Status is not { Code: not 0 } status) return null;
        var said = string.IsNullOrWhiteSpace(status.Message) ? string.Create(CultureInfo.InvariantCulture, $"code {status.Code}") : status.Message;
        return context.Target == Target.Gcp && await LoggedAsync(context, job, state, cancellationToken) is { } logged ? $"{said}: {logged}" : said;
    }

    private static async Task<string?> LoggedAsync(CommandContext context, string job, SchedulerJob state, CancellationToken cancellationToken)
    {
        if (state.LastAttemptTime is not { } attempt || FeedTopology.All.FirstOrDefault(feed => feed.Schedule.Job == job)?.Collector.Service is not { } service) return null;
        using var timeout = new CancellationTokenSource(LogTimeout, context.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var query = new LogQuery(service, LogSeverity.Warning, attempt - LogWindow) { Until = attempt + LogWindow };
            return await new CloudLog(context.Clients.Logging, context.Clock).ReadAsync(query, limit: 1, follow: false, both.Token)
                .Select(line => line.Message).LastOrDefaultAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception) when (Failures.Explain(exception, context.Target) is not null)
        {
            // the code was read; an operator who may not read logs still sees it
            return null;
        }
    }
}
