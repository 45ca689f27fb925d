using PmpPulse.GoogleCloud;
using PmpPulse.Operations;
using PmpPulse.Operations.Engines;
using PmpPulse.ServiceDefaults;

namespace PmpPulse.BudgetStop;

/// <summary>
/// The service behind the topic of budget notifications: does what <c>pmpctl down</c> does when, and only when, the cost has reached the
/// budget, once a period.
/// </summary>
public static class BudgetStopService
{
    /// <summary>What the push subscription calls.</summary>
    public const string PushPath = "/pubsub";

    private static readonly Setting Records = new(
        "BUDGET_STOP_RECORDS", "Bucket that keeps an empty object for every period that was stopped.", "my-project-pmp-budget-stops", Required: true);

    private static readonly Setting SchedulerRegion = new(GoogleCloudOptions.SchedulerRegionKey, "Region of the Scheduler jobs.", "europe-west1", Default: "europe-west1");

    private static readonly Setting RunRegion = new(GoogleCloudOptions.RunRegionKey, "Region of the worker pool and of Dataflow jobs.", "europe-west9", Default: "europe-west9");

    /// <summary>Name, purpose and settings.</summary>
    public static readonly ServiceDescription Description = new(
        "pmp-budget-stop",
        "Takes Cloud Billing's budget notifications pushed to POST /pubsub and stops the pipeline when the cost has reached the budget, once a period.",
        [
            CommonSettings.Project, Records, FeedSettings.Chosen, SchedulerRegion, RunRegion, CommonSettings.PubSubEmulatorHost, CommonSettings.BigQueryEmulatorHost,
            Emulator(GoogleCloudOptions.SchedulerEmulatorHostKey, "Cloud Scheduler"),
            Emulator(GoogleCloudOptions.AdminEmulatorHostKey, "Cloud Run's admin API and Cloud Storage"),
            Emulator(GoogleCloudOptions.DataflowEmulatorHostKey, "Dataflow (gRPC)"),
        ]);

    /// <exception cref="SettingsException">A setting is missing or wrong.</exception>
    public static WebApplication Build(string[] args)
    {
        var service = ServiceBuilder.Create(Description, args);
        var records = service.Settings.Text(Records);
        var feeds = FeedSettings.ReadChosen(service.Settings);
        service.Settings.Text(CommonSettings.Project);
        service.Settings.ThrowIfFaulty();
        service.Services.AddGoogleCloud(service.Configuration);
        service.Services.AddSingleton(provider =>
        {
            var clients = provider.GetRequiredService<GoogleCloudClients>();
            var clock = provider.GetRequiredService<TimeProvider>();
            var pipeline = new PipelineStopper(clients, feeds, Target.Gcp, DataflowJobs.Of(clients, Target.Gcp), clock);
            return new BudgetStopper(pipeline, clients.Storage, records, provider.GetRequiredService<ILogger<BudgetStopper>>());
        });
        var app = service.Build();
        app.MapPost(PushPath, PushAsync);
        return app;
    }

    /// <summary>
    /// One notification. 204 (acknowledged) where there is nothing left to do, which includes what is no notification: it would not become
    /// one by coming again; 503 where it must come again; 400 where the request is no push delivery at all.
    /// </summary>
    private static async Task<IResult> PushAsync(HttpRequest request, BudgetStopper stopper, ILogger<BudgetStopper> logger, CancellationToken cancellationToken)
    {
        PushDelivery delivery;
        try
        {
            delivery = await PushDeliveryReader.ReadAsync(request, cancellationToken);
        }
        catch (PushFormatException exception)
        {
            Log.NotADelivery(logger, exception.Reason, exception.Message);
            return new ProblemResult(StatusCodes.Status400BadRequest, exception.Reason, exception.Message);
        }

        if (!BudgetNotification.TryRead(delivery, out var notification, out var reason))
        {
            Log.NotANotification(logger, delivery.MessageId, reason);
            return TypedResults.NoContent();
        }

        return await stopper.HandleAsync(notification, cancellationToken) == BudgetOutcome.Failed
            ? new ProblemResult(StatusCodes.Status503ServiceUnavailable, "not_stopped", "Not everything is stopped and recorded yet; deliver it again.")
            : TypedResults.NoContent();
    }

    private static Setting Emulator(string name, string of) => new(name, $"host:port of what stands in for {of}, spoken to in plain text without credentials.", "127.0.0.1:8090");
}
