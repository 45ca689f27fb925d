using System.Diagnostics;
using PmpPulse.Contracts.Events;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.Tests.Support;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.StationStatus;
using PmpPulse.Testing;

namespace PmpPulse.Curation.Tests.Stages;

/// <summary>Feeds recorded from real systems, and small ones modelled on public bug reports.</summary>
public sealed class RecordedFeedTests
{
    [Theory]
    [InlineData("F05-one-bad-byte-costs-all", "1-nan-station_status.json", "ok:3,2,,", "bad station_not_json")]
    [InlineData("F05-one-bad-byte-costs-all", "2-latin1-station_status.json", "ok:3,2,,", "bad station_not_utf8")]
    [InlineData("F06-ebikes-needlessly-null", "station_status.json", "cyclocity:10,2,7,3 oslo:10,2,8,2 bcycle:10,2,1,9", "")]
    [InlineData("F07-v3-docks-by-type", "station_status.json", "v3:4,7,,", "")]
    [InlineData("F08-duplicate-newer", "station_status.json", "dd:8,3,,", "dd station_id_duplicate")]
    [InlineData("F13-negative-type-count", "station_status.json", "123:5,5,,", "")]
    [InlineData("F14-flag-1.0", "station_status.json", "fl1:3,2,,", "")]
    [InlineData("F03-event-time-2099", "station_status.json", "future:3,2,,", "")]
    public void Curate_Case_HasTheExpectedResult(string folder, string file, string expected, string deadLetters)
    {
        var body = File.ReadAllBytes(Path.Combine(Find("cases"), folder, file));
        var types = Path.Combine(Find("cases"), folder, "vehicle_types.json");
        foreach (var vehicleTypes in File.Exists(types) ? [default, VehicleTypesOf(types)] : new[] { default(ReadOnlyMemory<byte>) })
        {
            var message = Messages.OfBody(body, FeedHeaderReader.Read(body, StationStatusFeed.List).Header?.PublishedAt, vehicleTypes, DateTimeOffset.FromUnixTimeSeconds(1_764_440_020));
            var curated = StatusFeed.Curator().Curate(new SourceMessage("m", message));
            var rows = DecodedRow.Decode(curated.Rows!);
            string.Join(' ', rows.Select(row => $"{row.StationId}:{row.Value("num_bikes_available")},{row.Value("num_docks_available")},{row.Value("mechanical_available")},{row.Value("ebike_available")}")).Should().Be(expected);
            string.Join(' ', curated.DeadLetters.Select(dead => $"{dead.ElementId} {dead.ErrorType}")).Should().Be(deadLetters);
            if (folder.StartsWith("F13", StringComparison.Ordinal)) rows[0].Flags.Should().Contain("types_invalid");
            if (folder.StartsWith("F14", StringComparison.Ordinal)) (rows[0].Value("is_renting"), rows[0].Value("is_returning")).Should().Be(("1", "0"));
            if (folder.StartsWith("F03", StringComparison.Ordinal)) rows[0].Flags.Should().Contain("event_time_future").And.NotContain("station_stale");
        }
    }

    [Fact]
    public void Curate_EveryRecordedSystem_LosesNothingAndStaysOnTheHotPath()
    {
        var systems = 0;
        foreach (var file in Directory.GetFiles(Find("gbfs"), "station_status*.json", SearchOption.AllDirectories))
        {
            var body = File.ReadAllBytes(file);
            if (FeedHeaderReader.Read(body, StationStatusFeed.List).Header is not { } header) continue;
            var message = new SourceMessage("m", Messages.OfBody(header.Body, header.PublishedAt, VehicleTypesOf(Path.Combine(Path.GetDirectoryName(file)!, "vehicle_types.json"))));
            var hot = StatusFeed.Curator().Curate(message);
            var plain = StatusFeed.Curator().CurateByReference(message);
            hot.Rows!.Rows.Should().Equal(plain.Rows!.Rows, "of {0}", file);
            (hot.Counts.Rows + hot.DeadLetters.Count + hot.Counts.Repetitions).Should().Be(header.Count, "of {0}", file);
            // null ids and counts of -1 can't be read
            if (hot.DeadLetters.Count == 0) hot.Counts.ReferenceRead.Should().BeLessThanOrEqualTo(header.Count / 50 + 3, "of {0}", file);
            systems++;
        }

        systems.Should().BeGreaterThan(10);
    }

    private static ReadOnlyMemory<byte> VehicleTypesOf(string file)
    {
        if (!File.Exists(file)) return default;
        using var document = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(file));
        return VehicleTypes.ToJson(VehicleTypes.Read(document.RootElement.GetProperty("data").GetProperty("vehicle_types")));
    }

    private static string Find(string name)
    {
        var path = SharedData.Find(name);
        if (path is null) Assert.Skip(SharedData.SkipReason);
        return path ?? throw new UnreachableException();
    }
}
