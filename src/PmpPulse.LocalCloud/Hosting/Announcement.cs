using PmpPulse.Contracts.Text;
using PmpPulse.ServiceDefaults.Hosting;

namespace PmpPulse.LocalCloud.Hosting;

/// <summary>Prints LocalCloud's addresses once it listens: to the person who started it alone, or to the log of the process that hosts it.</summary>
internal sealed class Announcement(
    LocalCloudAddresses addresses, LocalCloudOptions options, IHostApplicationLifetime lifetime, ILogger<Announcement> logger, AnnounceTo to)
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
        if (!to.Person) return;
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

/// <param name="Person">Somebody started LocalCloud alone and reads what it prints.</param>
internal sealed record AnnounceTo(bool Person);
