using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.PubSub.Push;
using PmpPulse.Operations;
using PmpPulse.Operations.Engines;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.ServiceDefaults.Settings;

namespace PmpPulse.BudgetStop;

/// <summary>
/// The service behind the topic of budget notifications: does what <c>pmpctl down</c> does, but only when the cost has reached the
/// budget, and once per period.
/// </summary>
public static class BudgetStopService
{
    /// <summary>Path that the push subscription calls.</summary>
    public const string PushPath = PushEndpoint.Path;

    private static readonly Setting Records = new(
        "BUDGET_STOP_RECORDS", "Bucket that keeps an empty object for every period that was stopped.", "my-project-pmp-budget-stops", Required: true);

    /// <summary>Name, purpose and settings.</summary>
    public static readonly ServiceDescription Description = new(
        "pmp-budget-stop",
        "Receives Cloud Billing's budget notifications at POST /pubsub and stops the pipeline when the cost reaches the budget, once per period.",
        [
            GoogleCloudSettings.Project, Records, FeedSettings.Feeds, GoogleCloudSettings.SchedulerRegion, GoogleCloudSettings.RunRegion, GoogleCloudSettings.PubSubEmulatorHost, GoogleCloudSettings.BigQueryEmulatorHost,
            GoogleCloudSettings.SchedulerEmulatorHost,
            GoogleCloudSettings.AdminEmulatorHost,
            GoogleCloudSettings.DataflowEmulatorHost,
        ]);

    /// <exception cref="SettingsException">A setting is missing or wrong.</exception>
    public static WebApplication Build(string[] args)
    {
        var service = ServiceBuilder.Create(Description, args);
        var records = service.Settings.Text(Records);
        var feeds = FeedSettings.ReadEnabled(service.Settings);
        var cloud = GoogleCloudOptions.Read(service.Settings);
        service.Settings.ThrowIfFaulty();
        service.Services.AddGoogleCloud(cloud);
        service.Services.AddSingleton(provider =>
        {
            var clients = provider.GetRequiredService<GoogleCloudClients>();
            var clock = provider.GetRequiredService<TimeProvider>();
            var pipeline = new PipelineStopper(clients, feeds, Target.Gcp, DataflowJobs.Of(clients, Target.Gcp), clock);
            return new BudgetStopper(pipeline, clients.Storage, records, provider.GetRequiredService<ILogger<BudgetStopper>>());
        });
        var app = service.Build();
        var stopper = app.Services.GetRequiredService<BudgetStopper>();
        new PushEndpoint((delivery, cancellationToken) => PushAsync(delivery, stopper, app.Logger, cancellationToken), app.Logger).Map(app);
        return app;
    }

    /// <summary>
    /// One notification: acknowledged if there is nothing left to do, which includes messages that are not notifications: redelivery
    /// would not change that.
    /// </summary>
    private static async Task<PushReply> PushAsync(PushDelivery delivery, BudgetStopper stopper, ILogger logger, CancellationToken cancellationToken)
    {
        if (!BudgetNotification.TryRead(delivery, out var notification, out var reason))
        {
            Log.NotANotification(logger, delivery.MessageId, reason);
            return PushReply.Acknowledged;
        }

        return await stopper.HandleAsync(notification, cancellationToken) == BudgetOutcome.Failed
            ? PushReply.NotYet("not_stopped", "Not everything is stopped and recorded yet; deliver it again.")
            : PushReply.Acknowledged;
    }
}
