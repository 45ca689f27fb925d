using PmpPulse.Contracts.Topology;

namespace PmpPulse.Contracts.Tests.Topology;

/// <summary>Names that dashboards, runbooks and people outside this repository rely on. Feed files must not change them.</summary>
public sealed class MissionNamesTests
{
    private static readonly IReadOnlyList<FeedTopology> Velib = [.. FeedTopology.Default.Where(feed => feed.System == "velib")];

    [Fact]
    public void Topics_Names_AreFixed() => Velib.SelectMany(feed => new[] { feed.Topic, feed.DeadLetters.Topic }).Should().BeEquivalentTo(
        "pmp-events", "pmp-velib-station-info", "pmp-velib-station-info-push-dlq", "pmp-events-push-dlq");

    [Fact]
    public void Subscriptions_Names_AreFixed() => Velib
        .SelectMany(feed => new[]
        {
            feed.AuditSubscription, feed.Curation?.Subscription, feed.Writer.Subscription, feed.DeadLetters.HoldSubscription, feed.DeadLetters.ExportSubscription,
        })
        .OfType<string>()
        .Should().BeEquivalentTo(
            "pmp-events-dataflow-sub", "pmp-events-sub", "pmp-events-to-bq-sub", "pmp-velib-station-info-to-bq-sub",
            "pmp-velib-station-info-push-dlq-hold-sub", "pmp-velib-station-info-push-dlq-to-bq-sub",
            "pmp-events-push-dlq-hold-sub", "pmp-events-push-dlq-to-bq-sub");

    [Fact]
    public void Datasets_Names_AreFixed() => SharedNames.Datasets.Should().BeEquivalentTo("pmp_raw", "pmp_curated", "pmp_marts", "pmp_ops");

    [Fact]
    public void Tables_Names_AreFixed() => Velib
        .SelectMany(feed => new[] { feed.Writer.Table, feed.DeadLetters.Table, feed.Curation?.Table, feed.Curation?.DeadLetterTable, feed.Curation?.Register })
        .OfType<TableName>()
        .Append(SharedNames.ParkedDeadLetters)
        .Select(table => table.ToString())
        .Should().BeEquivalentTo(
            "pmp_raw.velib_station_status_raw", "pmp_curated.velib_station_status", "pmp_curated.velib_station_information",
            "pmp_ops.velib_station_info_push_dlq", "pmp_ops.velib_station_status_push_dlq", "pmp_ops.velib_station_status_curated_dlq",
            "pmp_ops.dlq_parked", "pmp_ops.curation_register");

    [Fact]
    public void Services_Names_AreFixed() => Velib
        .SelectMany(feed => new[] { feed.Collector.Service, feed.Writer.Service, feed.Curation?.Service })
        .OfType<string>()
        .Append(SharedNames.ReplayJob)
        .Should().BeEquivalentTo(
            "pmp-velib-collector", "pmp-velib-station-info-collector", "pmp-bq-writer", "pmp-velib-station-info-writer", "pmp-velib-curated",
            "pmp-station-info-dlq-replayer");

    [Fact]
    public void Schedules_Names_AreFixed() => Velib.Select(feed => (feed.Schedule.Job, feed.Schedule.Cron, feed.Schedule.TimeZone)).Should().BeEquivalentTo(
    [
        ("velib-poll-every-minute", "* * * * *", "Europe/Paris"),
        ("pmp-velib-station-info-daily", "10 3 * * *", "Europe/Paris"),
    ]);

    [Fact]
    public void All_Names_BelongToOneFeed()
    {
        var names = FeedTopology.All.SelectMany(feed => new[]
        {
            feed.Topic, feed.DeadLetters.Topic, feed.DeadLetters.Name, feed.Schedule.Job, feed.Collector.Service, feed.Collector.Account, feed.Writer.Service, feed.Writer.Account,
            feed.Curation?.Service, $"{feed.Writer.Table}", $"{feed.DeadLetters.Table}", feed.AuditSubscription, feed.Writer.Subscription, feed.DeadLetters.HoldSubscription,
            feed.DeadLetters.ExportSubscription, feed.Curation?.Subscription, feed.Curation?.Register.ToString(), feed.Curation?.Table.ToString(),
        }.OfType<string>().Distinct());
        var ports = FeedTopology.All.SelectMany(feed => new[] { feed.Collector.Port, feed.Writer.Port, feed.Curation?.Port ?? 0, feed.Curation?.PushPort ?? 0 }).Where(port => port != 0);

        names.Should().OnlyHaveUniqueItems();
        ports.Should().OnlyHaveUniqueItems();
    }
}
