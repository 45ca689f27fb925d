using System.Globalization;
using PmpPulse.GoogleSql.Testing;

namespace PmpPulse.Warehouse.Tests.Marts;

/// <summary>Days in Paris with 23 and 25 hours, missing polls, dead letters of each stage, and stations that don't report.</summary>
public sealed class DataQualityTests : IDisposable
{
    private readonly TestWarehouse _warehouse = new();

    public DataQualityTests() => _warehouse.AddEverything();

    public void Dispose() => _warehouse.Dispose();

    [Theory]
    [InlineData("2025-10-24 07:30:00", "2025-10-28 09:00:00", 5)]
    [InlineData("2026-03-27 07:30:00", "2026-03-31 09:00:00", 6)]
    public void Days_WithAClockChange_ExpectAPollOfEachOfTheirMinutes(string start, string now, int seed)
    {
        var (first, end) = (Time(start), Time(now));
        var random = new Random(seed);
        var polls = new List<(DateTime At, int Age)>();
        for (var at = first; at < end; at = at.AddMinutes(1))
        {
            // a day without any poll, and one in ten missing
            if (ParisTimes.Local(at).Day == ParisTimes.Local(end).Day - 1 || (at != first && random.Next(10) == 0)) continue;
            polls.Add((at.AddSeconds(random.Next(50)), random.Next(20, 90)));
        }

        Poll(polls.Concat(polls.Take(100)));
        _warehouse.SetNow(now);

        var days = Enumerable.Range(0, 5).Select(day => ParisTimes.Local(first).Date.AddDays(day));
        var expected = days.Select(day =>
        {
            var seen = polls.Where(poll => ParisTimes.Local(poll.At).Date == day).ToList();
            var begin = Later(ParisTimes.MidnightUtc(day), first);
            var close = ParisTimes.MidnightUtc(day.AddDays(1)) < end ? ParisTimes.MidnightUtc(day.AddDays(1)) : end;
            var minutes = (int)(close - begin).TotalMinutes;
            return WeekOfMarts.Row(
                "velib", MadeUpWeek.Text(day)[..10], minutes, seen.Count, (double)seen.Count / minutes, WeekOfMarts.Quantile(seen.Select(poll => (double?)poll.Age), 0.5), null, 0, 0, 0, null);
        }).ToList();
        _warehouse.Query("SELECT * FROM pmp_marts.gbfs_data_quality_daily ORDER BY day").Should().Equal(expected, SecondBySecond.AreClose);
        expected.Should().Contain(row => row.Contains(start.StartsWith("2025", StringComparison.Ordinal) ? " | 1500 | " : " | 1380 | ", StringComparison.Ordinal));
    }

    [Fact]
    public void Day_DeadLettersOfSeveralStages_AreCountedOnceEach()
    {
        Poll([(Time("2025-10-18 08:00:05"), 30)]);
        Dead("parse_normalize", "m1", "NULL", "{}");
        Dead("validate_row", "m2", "'s1'", """{"source":"velib"}""");
        Dead("validate_row", "m2", "'s1'", """{"source":"velib"}""");
        Dead("validate_row", "m2", "'s2'", """{"source":"velib"}""");
        Dead("validate_row", "m3", "'s2'", """{"source":"lyon"}""");
        _warehouse.Change("INSERT INTO pmp_ops.velib_station_status_push_dlq (message_id, publish_time, attributes) VALUES ('m9', TIMESTAMP '2025-10-18 08:30:00', JSON '{\"source\":\"velib\"}')");

        _warehouse.Query("SELECT day, dead_letters, dead_letters_by_stage FROM pmp_marts.velib_data_quality_daily")
            .Should().Equal("2025-10-18 | 4 | parse_normalize 1, push 1, validate_row 2");

        void Dead(string stage, string message, string station, string meta) => _warehouse.Change(
            $"INSERT INTO pmp_ops.velib_station_status_curated_dlq (dlq_ts, stage, message_id, station_id, event_meta) VALUES (TIMESTAMP '2025-10-18 08:20:00', '{stage}', '{message}', {station}, JSON '{meta}')");
    }

    [Fact]
    public void Day_StationsThatDontReport_AreMuteAndAgeTheContent()
    {
        Poll([(Time("2025-10-18 08:00:05"), 30)]);
        _warehouse.AddStatus("2025-10-18 08:00:00", 1, "s1");
        _warehouse.AddStatus("2025-10-18 08:00:00", 1, "s2");
        _warehouse.AddStatus("2025-10-18 08:00:00", 1, "s3");
        _warehouse.AddStatus("2025-10-18 08:00:00", 1, "s4");
        _warehouse.Execute("UPDATE pmp_curated.velib_station_status SET last_reported_ts = '2025-10-18 07:30:00' WHERE station_id IN ('s1', 's2')");
        _warehouse.Execute("UPDATE pmp_curated.velib_station_status SET last_reported_ts = '2018-10-18 07:30:00' WHERE station_id = 's3'");
        _warehouse.Execute("UPDATE pmp_curated.velib_station_status SET quality_flags = [] WHERE station_id = 's4'");

        _warehouse.Query("SELECT content_age_seconds_median, mute_stations, flagged_rows FROM pmp_marts.velib_data_quality_daily").Should().Equal("1800 | 1 | 3");
    }

    private static DateTime Time(string text) => DateTime.SpecifyKind(DateTime.Parse(text, CultureInfo.InvariantCulture), DateTimeKind.Utc);

    private static DateTime Later(DateTime one, DateTime other) => one > other ? one : other;

    private void Poll(IEnumerable<(DateTime At, int Age)> polls)
    {
        foreach (var batch in polls.Chunk(2000))
        {
            _warehouse.Execute(
                $"""
                INSERT INTO pmp_raw.velib_station_status_raw (ingest_ts, event_ts, source, event_type, key)
                VALUES {string.Join(",\n", batch.Select(poll => $"('{MadeUpWeek.Text(poll.At)}', '{MadeUpWeek.Text(poll.At.AddSeconds(-poll.Age))}', 'velib', 'station_status_snapshot', 'velib:station_status_snapshot')"))}
                """);
        }
    }
}
