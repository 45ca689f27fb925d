using System.Text;
using PmpPulse.Curation.Tests.Support;
using PmpPulse.Curation.ValidateRow;

namespace PmpPulse.Curation.Tests.Stages;

/// <summary>If stations of a snapshot share an id, the newest report counts, and copies aren't dead letters.</summary>
public sealed class RepeatedStationTests
{
    [Theory]
    [InlineData("10@0", "8@60", 8, "10")]
    [InlineData("8@60", "10@0", 8, "10")]
    [InlineData("8@60", "10@60", 8, "10")]
    [InlineData("8@60", "10", 8, "10")]
    [InlineData("8", "10@60", 10, "8")]
    [InlineData("8", "10", 8, "10")]
    [InlineData("8@0", "10@999999", 8, "10")]
    [InlineData("8@60", "8@60", 8, "")]
    [InlineData("8@60 8@60", "8@60", 8, "")]
    [InlineData("8@0 9@60 8@0", "8@0", 9, "8")]
    [InlineData("8@0 9@60 7@30", "9@60", 9, "8 7")]
    [InlineData("8@0 -1@60", "9@30", 9, "-1 8")]
    public void Curate_OneIdTwice_KeepsTheNewestReport(string first, string second, long kept, string deadLetters)
    {
        var stations = $"{first} {second}".Split(' ').Select(Station).ToArray();
        foreach (var curated in new[] { StatusFeed.Curator().Curate(Messages.OfStations([Station("1@1", "other"), .. stations])), StatusFeed.Curator().CurateByReference(Messages.OfStations([Station("1@1", "other"), .. stations])) })
        {
            var rows = DecodedRow.Decode(curated.Rows!);
            rows.Select(row => row.StationId).Should().BeEquivalentTo("other", "dd");
            rows.Single(row => row.StationId == "dd").Number("num_bikes_available").Should().Be(kept);
            string.Join(' ', curated.DeadLetters.Select(dead => System.Text.Json.JsonDocument.Parse(dead.RowJson!.Value).RootElement.GetProperty("num_bikes_available").GetRawText())).Should().Be(deadLetters);
            curated.DeadLetters.Where(dead => !Encoding.UTF8.GetString(dead.RowJson!.Value.Span).Contains("-1", StringComparison.Ordinal))
                .Select(dead => dead.ErrorType).Should().AllBe("station_id_duplicate");
            curated.DeadLetters.Select(dead => dead.ElementId).Should().OnlyHaveUniqueItems();
            curated.Counts.Should().Be(new StageCounts(stations.Length + 1, 2, curated.Counts.ReferenceRead, stations.Length - 1 - curated.DeadLetters.Count));
        }
    }

    [Fact]
    public void Curate_OnlyRepetitions_IsOneRow()
    {
        var curated = StatusFeed.Curator().Curate(Messages.OfStations([.. Enumerable.Repeat(Station("3@1"), 20_000)]));
        curated.Rows!.Count.Should().Be(1);
        curated.DeadLetters.Should().BeEmpty();
        curated.Counts.Repetitions.Should().Be(19_999);
    }

    private static string Station(string report) => Station(report, "dd");

    private static string Station(string report, string id)
    {
        var parts = report.Split('@');
        var reported = parts.Length == 1 ? "" : $",\"last_reported\":{Messages.EventSecond - 1_000 + long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)}";
        return $$"""{"station_id":"{{id}}","num_bikes_available":{{parts[0]}}{{reported}}}""";
    }
}
