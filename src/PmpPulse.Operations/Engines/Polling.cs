using System.Net;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.Scheduler;
using PmpPulse.Operations.Steps;

namespace PmpPulse.Operations.Engines;

/// <summary>Pauses and resumes polling.</summary>
public static class Polling
{
    /// <summary>Pauses a job; does nothing if it is paused or does not exist.</summary>
    public static async Task<(StepResult Result, string? Detail)> PauseAsync(SchedulerClient scheduler, string job, CancellationToken cancellationToken)
    {
        try
        {
            await scheduler.PauseAsync(job, cancellationToken);
            return (StepResult.Done, null);
        }
        catch (GoogleApiException exception) when (exception.IsNotFound)
        {
            return (StepResult.Unchanged, "there is no such job");
        }
        catch (GoogleApiException exception) when (exception.StatusCode == HttpStatusCode.BadRequest)
        {
            // only an enabled job can be paused; a try whose answer was lost may have done it
            if (await IsAsync(scheduler, job, "PAUSED", cancellationToken)) return (StepResult.Unchanged, null);
            throw;
        }
    }

    /// <summary>Resumes a job; does nothing if it is enabled.</summary>
    /// <exception cref="GoogleApiException">404: there is no such job.</exception>
    public static async Task<(StepResult Result, string? Detail)> ResumeAsync(SchedulerClient scheduler, string job, CancellationToken cancellationToken)
    {
        if (await IsAsync(scheduler, job, "ENABLED", cancellationToken)) return (StepResult.Unchanged, null);
        try
        {
            await scheduler.ResumeAsync(job, cancellationToken);
        }
        catch (GoogleApiException exception) when (exception.StatusCode == HttpStatusCode.BadRequest)
        {
            // only a paused job can be resumed; a try whose answer was lost may have done it
            if (!await IsAsync(scheduler, job, "ENABLED", cancellationToken)) throw;
        }

        return (StepResult.Done, null);
    }

    private static async Task<bool> IsAsync(SchedulerClient scheduler, string job, string state, CancellationToken cancellationToken) =>
        (await scheduler.FindAsync(job, cancellationToken))?.State == state;
}
