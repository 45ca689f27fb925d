using PmpPulse.Local.Provisioning;
using PmpPulse.Testing;

namespace PmpPulse.Containers.Tests;

/// <summary>The images as a pipeline: read-only, unprivileged, and stopped in the middle of work.</summary>
[Trait("Category", "Slow")]
public sealed class PipelineTests
{
    private const string UserId = "1654";

    [Theory]
    [InlineData("push")]
    [InlineData("worker")]
    public async Task Pipeline_StoppedUnderLoad_LosesNothing(string engine)
    {
        await Engine.RequireAsync();
        var stop = TestContext.Current.CancellationToken;
        await using var cloud = await HostedCloud.StartAsync(stop);
        var warehouse = new Warehouse(cloud.Clients);
        var schedule = new PollingSchedule(cloud.Clients.Scheduler, HostedCloud.Accounts);

        await using (var first = await ServiceFleet.StartAsync(cloud, engine, stop))
        {
            await PollAsync(schedule, first, cloud, stop);
            await Eventually.IsTrueAsync(async () => (await warehouse.CuratedAsync(stop)).Count >= 3 && (await warehouse.RawAsync(stop)).Count >= 3);
            foreach (var container in first.Containers) await ShouldBeConfinedAsync(container, stop);

            var exitCodes = await first.TerminateAsync(stop);
            exitCodes.Should().OnlyContain(end => end.Value == 0, "SIGTERM must be a clean stop");
        }

        var before = (await warehouse.RawAsync(stop)).Count;
        await using var second = await ServiceFleet.StartAsync(cloud, engine, stop);
        await PollAsync(schedule, second, cloud, stop);
        await Eventually.IsTrueAsync(async () => (await warehouse.RawAsync(stop)).Count > before + 3);
        await cloud.Clients.Scheduler.PauseAsync(Velib.Status.Schedule.Job, stop);
        await Eventually.IsTrueAsync(async () => await IsSettledAsync(warehouse, stop));

        (await warehouse.DeadLettersAsync(stop)).Should().Be(0);
        var (rows, distinct) = await warehouse.CuratedRowsAsync(stop);
        rows.Should().Be(distinct).And.BePositive();
        await ShouldVerifyAsync(cloud, stop);
    }

    /// <summary>Polls the status as often as Scheduler allows, and the station information once.</summary>
    private static async Task PollAsync(PollingSchedule schedule, ServiceFleet fleet, HostedCloud cloud, CancellationToken cancellationToken)
    {
        await schedule.ApplyAsync(Velib.Information, new Uri(fleet[Velib.Information.Collector.Service].Address, "collect"), TimeSpan.FromMinutes(1), cancellationToken);
        await cloud.Clients.Scheduler.RunAsync(Velib.Information.Schedule.Job, cancellationToken);
        await schedule.ApplyAsync(Velib.Status, new Uri(fleet[Velib.Status.Collector.Service].Address, "collect"), TimeSpan.FromSeconds(0.1), cancellationToken);
    }

    private static async Task<bool> IsSettledAsync(Warehouse warehouse, CancellationToken cancellationToken)
    {
        // a poll in flight when polling was paused may still publish, and that must arrive too
        var raw = await warehouse.RawAsync(cancellationToken);
        var curated = await warehouse.CuratedAsync(cancellationToken);
        var published = await warehouse.PublishedAsync(cancellationToken);
        return raw.SetEquals(published) && curated.SetEquals(published) && await warehouse.InformationRowsAsync(cancellationToken) > 0;
    }

    private static async Task ShouldBeConfinedAsync(ServiceContainer container, CancellationToken cancellationToken)
    {
        var inspected = await container.InspectAsync(cancellationToken);
        inspected.HostConfig!.ReadonlyRootfs.Should().BeTrue();
        inspected.Mounts.Should().BeEmpty("no program may need a writable mount");
        (await container.UserIdsAsync(cancellationToken)).Should().NotBeEmpty().And.OnlyContain(id => id == UserId);
        (await container.ChangedFilesAsync(cancellationToken)).Should().BeEmpty();
        (await container.LogsAsync(cancellationToken)).Should().NotContain("Read-only file system");
    }

    /// <summary>Runs <c>pmpctl verify</c> from its image against the same cloud: every rule holds.</summary>
    private static async Task ShouldVerifyAsync(HostedCloud cloud, CancellationToken cancellationToken)
    {
        var (exitCode, output, errors) = await ServiceContainer.RunAsync("pmpctl", cloud.Settings("pmpctl", "nobody"), ["verify"], cancellationToken);
        exitCode.Should().Be(0, output + errors);
        output.Should().Contain("holds").And.NotContain("broken");
    }
}
