using PmpPulse.Collector;
using PmpPulse.Contracts.Topology;
using PmpPulse.Curation;
using PmpPulse.FeedSimulator;
using PmpPulse.Feeds;
using PmpPulse.Local.Provisioning;
using PmpPulse.ServiceDefaults.Settings;
using PmpPulse.Writer;

namespace PmpPulse.Local;

/// <summary>Starts the services of a feed, and lets its subscriptions and its schedule call them.</summary>
internal sealed class FeedServices(LocalOptions options, FeedSource source, ServiceStarter starter, ServiceAccounts accounts, Uri? simulator)
{
    public async Task<FeedAddresses> StartAsync(FeedTopology feed, CancellationToken cancellationToken)
    {
        // the simulator serves each feed at the path of the real one
        var address = simulator is null ? feed.Address : new Uri(simulator, feed.Address.AbsolutePath);
        (string, string)[] settings = [(FeedSettings.Id.Name, feed.Id), (FeedSettings.SourceName, source.SystemId)];
        var worker = feed.Curation is { } names
            ? await starter.StartAsync(
                CurationService.Build, names.Service, options.Ports.Of(FeedPort.Worker(names)), accounts.PubSubPush, [.. settings, ("ENGINE", "worker")], cancellationToken)
            : null;
        var push = feed.Curation is { } same
            ? await starter.StartAsync(
                CurationService.Build, same.Service, options.Ports.Of(FeedPort.Push(same)), accounts.PubSubPush, [.. settings, ("ENGINE", "push")], cancellationToken)
            : null;
        var writer = await starter.StartAsync(
            WriterService.Build, feed.Writer.Service, options.Ports.Of(FeedPort.Writer(feed)), accounts.PubSubPush,
            [.. settings, (WriterService.DeadLetterTestSetting.Name, options.DeadLetterTest ? "true" : "false")], cancellationToken);
        var collector = await starter.StartAsync(
            CollectorService.Build, feed.Collector.Service, options.Ports.Of(FeedPort.Collector(feed)), accounts.Scheduler,
            // as on Google Cloud: a tenth of the bytes to publish, to keep for the audit, and to push
            [.. settings, ("FEED_URL", address.ToString()), ("EVENT_ENCODING", "gzip"), .. VehicleTypes(feed)], cancellationToken);
        return new FeedAddresses(address, source.Serves(feed), collector, writer, worker, push);
    }

    /// <summary>Points a feed's subscriptions and its schedule to the current addresses of its services.</summary>
    public async Task ConnectAsync(FeedTopology feed, FeedAddresses addresses, Topology topology, PollingSchedule schedule, CancellationToken cancellationToken)
    {
        if (feed.Curation is { } curation)
        {
            await topology.RepointAsync(curation.Subscription, new Uri(addresses.CurationPush!, CurationService.PushPath), curation.Service, cancellationToken);
        }

        await topology.PushAsync(feed, new Uri(addresses.Writer, WriterService.PushPath), cancellationToken);
        // the bounded run requests each of its polls: no schedule may add one
        var interval = options.Bounded ? TimeSpan.FromDays(1) : options.Poll;
        await schedule.ApplyAsync(feed, new Uri(addresses.Collector, CollectorService.CollectPath), interval, cancellationToken);
    }

    // neither Vélib nor the simulated city has vehicle types
    private (string, string)[] VehicleTypes(FeedTopology feed) => simulator is not null && Feed.Named(feed.Kind).UsesVehicleTypes && source.HasVehicleTypes
        ? [("VEHICLE_TYPES_URL", new Uri(simulator, FeedSimulatorService.VehicleTypesPath).ToString())]
        : [];
}
