namespace PmpPulse.BudgetStop;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Cost {Cost} of {Budget} since {Period}: nothing to do")]
    public static partial void BelowBudget(ILogger logger, decimal cost, decimal budget, string period);

    [LoggerMessage(2, LogLevel.Information, "Cost {Cost} of {Budget} since {Period}: this period was stopped already")]
    public static partial void StoppedBefore(ILogger logger, decimal cost, decimal budget, string period);

    [LoggerMessage(3, LogLevel.Error, "Cost {Cost} has reached the budget of {Budget} since {Period}: stopping the pipeline")]
    public static partial void Stopping(ILogger logger, decimal cost, decimal budget, string period);

    [LoggerMessage(4, LogLevel.Information, "Stop: {Step}")]
    public static partial void Step(ILogger logger, string step);

    [LoggerMessage(5, LogLevel.Error, "Stop failed: {Step}: {Detail}")]
    public static partial void StepFailed(ILogger logger, string step, string detail);

    [LoggerMessage(6, LogLevel.Warning, "The pipeline is stopped; it will not be stopped again in the period that began at {Period}. `pmpctl up` starts it")]
    public static partial void Stopped(ILogger logger, string period);

    [LoggerMessage(7, LogLevel.Error, "The records in {Bucket} can't be read, so the pipeline is stopped: {Detail}")]
    public static partial void RecordsUnreadable(ILogger logger, string bucket, string detail);

    [LoggerMessage(8, LogLevel.Error, "The stop since {Period} is not recorded in {Bucket} and will be repeated: {Detail}")]
    public static partial void NotRecorded(ILogger logger, string period, string bucket, string detail);

    [LoggerMessage(9, LogLevel.Error, "Message {MessageId} is not a budget notification; it is acknowledged and ignored: {Reason}")]
    public static partial void NotANotification(ILogger logger, string messageId, string reason);
}
