using Google.Cloud.PubSub.V1;
using PmpPulse.Chaos.Faults;
using PmpPulse.Chaos.Load;
using PmpPulse.Chaos.Processes;
using PmpPulse.Chaos.Reference;
using PmpPulse.Chaos.Schedule;
using PmpPulse.Chaos.Verification;
using PmpPulse.GoogleCloud;

namespace PmpPulse.Chaos;

/// <summary>One run: start everything, publish under faults, wait until everything has arrived, check the tables.</summary>
internal sealed class ChaosRun(ChaosOptions options, string folder, ProgressLog progress)
{
    // one more lease, so that a second delivery would show up
    private static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(Provisioner.AckDeadlineSeconds + 2);
    private static readonly TimeSpan DrainPoll = TimeSpan.FromSeconds(2);

    /// <returns>The last line.</returns>
    /// <exception cref="ChaosFailedException">An invariant is broken.</exception>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var logs = Directory.CreateDirectory(Path.Combine(folder, "logs")).FullName;
        var plan = LoadPlan.Make(options, TimeProvider.System.GetUtcNow());
        var expected = Expectation.Of(plan.Messages);
        var addresses = Addresses.Take(new FreePorts(), options.Broker);
        var isLocal = options.Broker == BrokerKind.LocalCloud;

        await using var disk = await SmallDisk.MountAsync(Path.Combine(folder, "disk"));
        await using var pushLog = new StreamWriter(Path.Combine(logs, "push-relay.log")) { AutoFlush = true };
        await using var relay = isLocal ? null : await PushRelay.StartAsync(Addresses.PushAccount, new ProgressLog(pushLog));
        await using var fleet = new Fleet(
            addresses, options.Broker, logs, Path.Combine(disk.Folder, "localcloud"), relay?.Metadata ?? Addresses.Http(addresses.PubSub, "/.well-known/openid-configuration"));
        using var faults = new FaultSwitch(options.Seed + 1);
        await using var proxy = await FaultProxy.StartAsync(addresses.Proxy, Addresses.Host(addresses.BigQuery), faults);
        using var clients = Clients(addresses);
        try
        {
            await fleet.StartCloudAsync(cancellationToken);
            var provisioner = new Provisioner(clients, (process, audience) => PushTo(addresses, fleet, relay, process, audience), fleet);
            await provisioner.CreateAsync(cancellationToken);
            await Task.WhenAll(fleet.RawWriter.StartAsync(cancellationToken), fleet.InformationWriter.StartAsync(cancellationToken));
            progress.Report($"everything runs; {plan.Messages.Count} messages, {expected.Curated.Count} curated rows to come; logs in {logs}");

            var publisher = new LoadPublisher(clients.PubSub, plan.Messages);
            var conductor = new Conductor(fleet, provisioner, disk, publisher, progress, options.Seed + 2);
            await BringThroughAsync(publisher, conductor, faults, isLocal, cancellationToken);
            var verifier = new TableVerifier(new Tables(clients.BigQuery), expected) { HasDeadLetterTables = isLocal };
            await DrainAsync(fleet, verifier, replayed: false, options.DrainTime, cancellationToken);
            var givenUp = await verifier.GivenUpAsync(cancellationToken);
            progress.Report($"replaying what the push paths gave up{(isLocal ? $": {givenUp} different messages" : "")}");
            var replay = new HoldReplay(addresses, logs);
            while (!await replay.RunAsync(cancellationToken) && progress.Elapsed < options.ReplayTime) progress.Report("something was left to a later replay");
            await DrainAsync(fleet, verifier, replayed: true, options.ReplayTime, cancellationToken);
            if (replay.Replayed < givenUp) throw new ChaosFailedException($"{givenUp} messages were given up, and only {replay.Replayed} held for the replay.");
            if (conductor.Kills < options.Kills)
            {
                throw new ChaosFailedException(
                    $"Nothing lost, nothing twice, but only {conductor.Kills} of {options.Kills} kills fitted into {options.FaultTime.TotalSeconds:0} s: this machine is too busy for the suite; give it more SECONDS.");
            }

            return Summary(plan, expected, conductor, faults, fleet, publisher, replay);
        }
        catch
        {
            await fleet.DisposeAsync();
            await disk.KeepAsync(Path.Combine(folder, "localcloud"));
            throw;
        }
    }

    private async Task BringThroughAsync(LoadPublisher publisher, Conductor conductor, FaultSwitch faults, bool isLocal, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var bigQueryFaults = new BigQueryFaultSchedule(options.Seed + 3, faults, progress).RunAsync(ending.Token);
        var publishing = publisher.RunAsync(ending.Token);
        try
        {
            await conductor.RunAsync(Timetable.Make(options.Seed + 4, options.Kills, isLocal), options.FaultTime, cancellationToken);
            progress.Report($"the last fault is over after {conductor.Kills} kills; publishing the rest");
            await publishing.WaitAsync(options.DrainTime, cancellationToken);
        }
        finally
        {
            await ending.CancelAsync();
            await bigQueryFaults;
            await publishing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task DrainAsync(Fleet fleet, TableVerifier verifier, bool replayed, TimeSpan until, CancellationToken cancellationToken)
    {
        string? missing;
        while ((missing = await verifier.MissingAsync(replayed, cancellationToken)) is not null && progress.Elapsed < until)
        {
            progress.Report($"draining: {missing} to come");
            foreach (var process in new[] { fleet.WorkerA, fleet.RawWriter, fleet.InformationWriter, fleet.LocalCloud }) process.ThrowIfDead();
            await Task.Delay(DrainPoll, cancellationToken);
        }

        if (missing is null) await Task.Delay(Afterwards, cancellationToken);
        progress.Report("checking the tables");
        var findings = await verifier.VerifyAsync(replayed, cancellationToken);
        if (findings.IsClean) return;
        var report = Path.Combine(folder, "differences.txt");
        await File.WriteAllLinesAsync(report, findings.Lines, cancellationToken);
        foreach (var line in findings.Lines.Take(20)) progress.Report(line.Length > 400 ? line[..400] + "…" : line);
        throw new ChaosFailedException(
            $"{(replayed ? "After" : "Before")} the replay: {findings.Lost} lost, {findings.Duplicates} duplicates, {findings.Wrong} wrong; all of them in {report}");
    }

    private string Summary(LoadPlan plan, Expectation expected, Conductor conductor, FaultSwitch faults, Fleet fleet, LoadPublisher publisher, HoldReplay replay)
    {
        var slowest = fleet.All.MaxBy(process => process.SlowestStart)!;
        var rowReplays = plan.Count(MessageKind.RowReplay);
        var again = plan.Count(MessageKind.PublishedAgain, MessageKind.PolledAgain);
        var poison = plan.Messages.Count - plan.Count(MessageKind.Good) - again - rowReplays;
        return FormattableString.Invariant(
            $"{plan.Messages.Count} messages ({again} again, {rowReplays} row replays, {plan.GzippedCount} gzipped, {plan.ReorderedCount} out of order, {poison} poison, {publisher.Repeated} requests repeated) by {options.Broker}, {expected.Curated.Count} curated rows as the reference, {expected.Raw.Count} raw events, {expected.CuratedDead.Count + expected.RawDead.Count + expected.InformationDead.Count} dead letters, {replay.Replayed} held and replayed: 0 lost, 0 duplicates; {conductor.Kills} kills, {conductor.Stalls} stalls, {faults.Injected} BigQuery faults, {conductor.FullDisks} full disks, slowest start {slowest.SlowestStart.TotalSeconds:0.0} s ({slowest.Name}), {progress.Elapsed.TotalSeconds:0} s, seed {options.Seed}");
    }

    private static PushConfig PushTo(Addresses addresses, Fleet fleet, PushRelay? relay, ChildProcess process, string audience)
    {
        var port = process == fleet.RawWriter ? addresses.RawWriter : process == fleet.InformationWriter ? addresses.InformationWriter : addresses.PushCuration;
        var service = Addresses.Http(port, "/pubsub");
        return relay is null
            ? new PushConfig
            {
                PushEndpoint = service.ToString(),
                OidcToken = new PushConfig.Types.OidcToken { ServiceAccountEmail = Addresses.PushAccount, Audience = audience },
            }
            : new PushConfig { PushEndpoint = relay.To(service, audience).ToString() };
    }

    private static GoogleCloudClients Clients(Addresses addresses) => GoogleCloudClients.Create(new GoogleCloudOptions
    {
        ProjectId = Addresses.Project,
        PubSubEmulatorHost = Addresses.Host(addresses.PubSub),
        BigQueryEmulatorHost = Addresses.Host(addresses.BigQuery),
    });
}
