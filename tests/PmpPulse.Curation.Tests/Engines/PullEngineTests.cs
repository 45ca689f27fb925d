using PmpPulse.Curation.DeadLetters;
using PmpPulse.Curation.Tests.Stages;
using PmpPulse.Curation.Tests.Support;

namespace PmpPulse.Curation.Tests.Engines;

/// <summary>From a published envelope to curated rows, over the wire on both sides.</summary>
public sealed class PullEngineTests
{
    private const string Status = "SELECT * FROM pmp_curated.velib_station_status";
    private const string DeadLetters = "SELECT * FROM pmp_ops.velib_station_status_curated_dlq";

    [Fact]
    public async Task Worker_PublishedSnapshot_IsWrittenOnce()
    {
        await using var cloud = await Cloud.StartAsync();
        await cloud.StartCurationAsync("--ENGINE=worker");
        var message = Messages.Envelope(Messages.Feed(CuratorTests.Velib, """{"station_id":2,"num_bikes_available":-1}"""), Messages.EventTs, ingestTs: TimeProvider.System.GetUtcNow());

        var first = await cloud.PublishAsync(message);
        await cloud.WaitForRowsAsync(1, Status);
        var second = await cloud.PublishAsync(message);
        await cloud.PublishAsync("no json"u8.ToArray());
        await cloud.WaitForRowsAsync(1, DeadLetters + " WHERE stage = 'parse_normalize'");

        var row = (await cloud.QueryAsync(Status)).Single();
        row.GetString("station_id").Should().Be("213688169");
        row.GetInt64("is_renting").Should().Be(0);
        row.GetTimestamp("event_ts").Should().Be(Messages.EventTs);
        row.GetString("raw_station_json").Should().Be(CuratorTests.Velib);
        row.GetStrings("quality_flags").Should().BeEmpty();
        var dead = await cloud.QueryAsync(DeadLetters + " WHERE stage = 'validate_row' ORDER BY dlq_ts");
        dead.Select(d => d.GetString("message_id")).Should().Equal(first, second);
        dead[0].GetString("station_id").Should().Be("2");
        dead[0].GetString("row_json").Should().Be("""{"station_id":2,"num_bikes_available":-1}""");
        dead[0].GetBytesOrNull("data").Should().BeNull();
        var whole = (await cloud.QueryAsync(DeadLetters + $" WHERE stage = '{Stage.ParseNormalize}'")).Single();
        whole.GetBytesOrNull("data").Should().Equal("no json"u8.ToArray());
        whole.GetString("error_type").Should().Be("not_json");
    }
}
