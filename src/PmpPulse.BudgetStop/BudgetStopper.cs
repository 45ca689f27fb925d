using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.Storage;
using PmpPulse.Operations.Engines;

namespace PmpPulse.BudgetStop;

/// <summary>The outcome of a notification.</summary>
internal enum BudgetOutcome
{
    BelowBudget,
    StoppedBefore,
    Stopped,

    /// <summary>Something still runs, or the stop could not be recorded: the notification is nacked.</summary>
    Failed,
}

/// <summary>
/// Stops the pipeline when the cost has reached the budget, once a period: an operator who starts it again does so deliberately, and is not
/// stopped a second time. A period is recorded only after everything was stopped.
/// </summary>
internal sealed class BudgetStopper(PipelineStopper pipeline, StorageClient storage, string recordsBucket, ILogger<BudgetStopper> logger)
{
    public async Task<BudgetOutcome> HandleAsync(BudgetNotification notification, CancellationToken cancellationToken)
    {
        if (!notification.HasReachedBudget)
        {
            Log.BelowBudget(logger, notification.CostAmount, notification.BudgetAmount, notification.Period);
            return BudgetOutcome.BelowBudget;
        }

        if (await WasStoppedAsync(notification.Period, cancellationToken))
        {
            Log.StoppedBefore(logger, notification.CostAmount, notification.BudgetAmount, notification.Period);
            return BudgetOutcome.StoppedBefore;
        }

        Log.Stopping(logger, notification.CostAmount, notification.BudgetAmount, notification.Period);
        // cancelling, not draining: the cost must end now, and what was read is redelivered
        var steps = await pipeline.StopAsync(drain: false, new StepLog(logger), cancellationToken);
        foreach (var step in steps.Where(step => step.Failed)) Log.StepFailed(logger, step.Step, step.Detail ?? "");
        if (steps.Any(step => step.Failed)) return BudgetOutcome.Failed;
        return await RecordAsync(notification.Period, cancellationToken) ? BudgetOutcome.Stopped : BudgetOutcome.Failed;
    }

    /// <summary>If the records can't be read, the money matters more: the pipeline is stopped as if no stop were recorded.</summary>
    private async Task<bool> WasStoppedAsync(string period, CancellationToken cancellationToken)
    {
        try
        {
            return await storage.ExistsAsync(recordsBucket, period, cancellationToken);
        }
        catch (Exception exception) when (IsGoogles(exception, cancellationToken))
        {
            Log.RecordsUnreadable(logger, recordsBucket, exception.Message);
            return false;
        }
    }

    private async Task<bool> RecordAsync(string period, CancellationToken cancellationToken)
    {
        try
        {
            await storage.TryCreateAsync(recordsBucket, period, [], cancellationToken);
            Log.Stopped(logger, period);
            return true;
        }
        catch (Exception exception) when (IsGoogles(exception, cancellationToken))
        {
            Log.NotRecorded(logger, period, recordsBucket, exception.Message);
            return false;
        }
    }

    private static bool IsGoogles(Exception exception, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested && exception is GoogleApiException or HttpRequestException or GoogleCloudConfigurationException or TaskCanceledException;

    private sealed class StepLog(ILogger logger) : IProgress<string>
    {
        public void Report(string value) => Log.Step(logger, value);
    }
}
