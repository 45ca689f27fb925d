using PmpPulse.Contracts.Text;
using PmpPulse.ServiceDefaults.Streams;

namespace PmpPulse.LocalCloud.Hosting;

/// <summary>
/// Logs LocalCloud's addresses once it listens, and prints them to the console if LocalCloud was started on its own.
/// </summary>
internal sealed class Announcement(
    LocalCloudAddresses addresses, LocalCloudOptions options, IHostApplicationLifetime lifetime, ILogger<Announcement> logger,
    AnnounceTo to)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(Announce);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Announce()
    {
        Log.Started(logger, addresses.PubSub, addresses.BigQuery, addresses.Scheduler, options.DataDirectory);
        if (!to.Console) return;
        StandardStreams.Output.Line(
            $"""

            LocalCloud is ready; Ctrl-C stops it. Its data: {options.DataDirectory}
              Pub/Sub            {addresses.PubSub}
              BigQuery, Storage  {addresses.BigQuery}
              Scheduler          {addresses.Scheduler}

            Point any Google client at it:
              export PUBSUB_EMULATOR_HOST={addresses.PubSub.Authority}
              export BIGQUERY_EMULATOR_HOST={addresses.BigQuery.Authority}

            """);
    }
}

/// <param name="Console">Whether LocalCloud was started on its own, so that someone reads its console.</param>
internal sealed record AnnounceTo(bool Console);
