using PmpPulse.FeedSimulator.City;
using PmpPulse.Feeds.Simulation;

namespace PmpPulse.FeedSimulator.Tests.City;

public sealed class CityModelTests
{
    // a Monday, 2026-03-02
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void At_SameSeedAndTime_SameFeed()
    {
        var (one, other) = (new CityModel(7, 300), new CityModel(7, 300));
        var number = one.LastBy(Monday.AddHours(8));
        // asked in another order: the answer depends on the number alone
        _ = other.At(number + 400_000);
        CityFeedWriter.Status(one.At(number)).Should().Equal(CityFeedWriter.Status(other.At(number)));
        CityFeedWriter.Information(one.At(number)).Should().Equal(CityFeedWriter.Information(other.At(number)));
    }

    [Fact]
    public void At_DifferentSeed_DifferentCity()
    {
        var (one, other) = (new CityModel(1, 300), new CityModel(2, 300));
        var number = one.LastBy(Monday);
        one.At(number).Stations.Select(c => c.Station.Id).Should().NotIntersectWith(other.At(number).Stations.Select(c => c.Station.Id));
    }

    [Fact]
    public void At_WholeDay_NumberOfBikesIsConstant()
    {
        var city = new CityModel(1, 1500);
        var first = city.LastBy(Monday);
        var totals = Enumerable.Range(0, 96).Select(i => city.At(first + i * 15)).Select(s => s.Riding + s.Stations.Sum(c => c.Bikes)).Distinct();
        totals.Should().ContainSingle();
    }

    [Fact]
    public void At_WholeWeek_CountsAreWithinDocks()
    {
        var city = new CityModel(3, 400);
        var first = city.LastBy(Monday);
        for (var i = 0; i < 7 * 24; i++)
        {
            city.At(first + i * 59).Stations.Should().OnlyContain(c => c.Mechanical >= 0 && c.Electric >= 0 && c.Docks >= 0
                && c.Bikes + c.Docks <= c.Station.Capacity);
        }
    }

    [Fact]
    public void At_WeekdayMorning_BikesGoFromHomesToOffices()
    {
        var city = new CityModel(1, 1500);
        // 02:00 and 11:00 in Paris
        var (night, day) = (At(city, Monday.AddHours(1)), At(city, Monday.AddHours(10)));
        Share(day, offices: true).Should().BeGreaterThan(Share(night, offices: true) + 0.2);
        Share(day, offices: false).Should().BeLessThan(Share(night, offices: false) - 0.1);
    }

    [Fact]
    public void At_WeekdayRushHours_MostBikesAreRiding()
    {
        var city = new CityModel(1, 1500);
        var riding = Enumerable.Range(0, 24).ToDictionary(hour => hour, hour => At(city, Monday.AddHours(hour - 1)).Riding);
        riding.OrderByDescending(r => r.Value).Take(4).Select(r => r.Key).Should().Contain([8, 17, 18]);
        riding.MinBy(r => r.Value).Key.Should().BeInRange(2, 4);
    }

    [Fact]
    public void At_OneMinuteLaterByDay_AboutATenthOfStationsChange()
    {
        var city = new CityModel(1, 1500);
        var number = city.LastBy(Monday.AddHours(7));
        var shares = Enumerable.Range(0, 10).Select(i => Changed(city.At(number + i), city.At(number + i + 1), c => c.Bikes));
        shares.Average().Should().BeInRange(0.05, 0.15);
    }

    [Fact]
    public void At_OneMinuteLater_LastReportedIsMostlyUnchanged()
    {
        var city = new CityModel(1, 1500);
        // 30 to 60 minutes past the hour no station reports
        var number = city.LastBy(Monday.AddHours(7).AddMinutes(50));
        Changed(city.At(number), city.At(number + 1), c => (int)c.LastReported).Should().Be(0);
        Changed(city.At(number), city.At(number + 60), c => (int)c.LastReported).Should().BeGreaterThan(0.95);
    }

    [Fact]
    public void At_AnyTime_ReportsLag()
    {
        var snapshot = At(new CityModel(1, 1500), Monday.AddHours(12).AddMinutes(10));
        var lags = snapshot.Stations.Where(c => c.Station.Health is not StationHealth.Silent)
            .Select(c => snapshot.PublishedAt.ToUnixTimeSeconds() - c.LastReported).ToList();
        lags.Should().OnlyContain(lag => lag >= 17 * 60 && lag <= 77 * 60);
        snapshot.Stations.Where(c => c.Station.Health is StationHealth.Silent).Should().NotBeEmpty()
            .And.OnlyContain(c => c.LastReported < Monday.AddMonths(-6).ToUnixTimeSeconds());
    }

    [Fact]
    public void At_StartOfEachHour_SnapshotsGlitch()
    {
        var city = new CityModel(1, 50);
        var first = city.LastBy(Monday.AddHours(9).AddMinutes(1));
        var glitches = Enumerable.Range(0, 59 * 3).Select(i => city.At(first + i)).Where(s => s.Glitch).ToList();
        glitches.Should().HaveCountGreaterThan(5).And.HaveCountLessThan(12);
        glitches.Should().OnlyContain(s => s.PublishedAt.Minute < 3);
    }

    [Fact]
    public void At_MonthsLater_StationsWereAddedAndRemoved()
    {
        var city = new CityModel(1, 1500);
        var (before, after) = (Ids(city, Monday), Ids(city, Monday.AddDays(330)));
        // the real network in eleven months: 49 and 39
        after.Except(before).Count().Should().BeInRange(20, 80);
        before.Except(after).Count().Should().BeInRange(20, 80);
        after.Count.Should().BeInRange(1450, 1550);
    }

    [Fact]
    public void At_AnyTime_ResemblesTheRealNetwork()
    {
        var snapshot = At(new CityModel(1, 1500), Monday.AddHours(12));
        var stations = snapshot.Stations.Select(c => c.Station).ToList();
        stations.Count.Should().BeInRange(1470, 1530);
        stations.Select(s => s.Id).Should().OnlyHaveUniqueItems();
        stations.Select(s => s.Code).Should().OnlyHaveUniqueItems();
        stations.Should().Contain(s => s.Id > int.MaxValue);
        stations.Count(s => s.Capacity == 0).Should().BeInRange(8, 25);
        stations.Count(s => s.TakesCards).Should().BeInRange(800, 950);
        stations.Average(s => s.Capacity).Should().BeInRange(28, 36);
        Enumerable.Range(1, 20).Should().BeSubsetOf(stations.Select(s => int.Parse(s.Code, System.Globalization.CultureInfo.InvariantCulture) / 1000));
        stations.Should().OnlyContain(s => s.Lat > 48.7 && s.Lat < 49.05 && s.Lon > 2.1 && s.Lon < 2.6);
        var electric = snapshot.Stations.Sum(c => c.Electric) / (double)snapshot.Stations.Sum(c => c.Bikes);
        electric.Should().BeInRange(0.3, 0.5);
        snapshot.Stations.Count(c => c.Bikes == 0).Should().BeInRange(30, 300);
    }

    [Fact]
    public void TimeOf_ConsecutiveNumbers_AboutAMinuteApart()
    {
        var clock = new SnapshotClock(new SeededNoise(5));
        for (var number = 29_000_000L; number < 29_000_500; number++)
        {
            var time = clock.TimeOf(number);
            (clock.TimeOf(number + 1) - time).TotalSeconds.Should().BeInRange(59, 63);
            clock.LastBy(time).Should().Be(number);
            clock.LastBy(time.AddSeconds(-1)).Should().Be(number - 1);
        }
    }

    private static CitySnapshot At(CityModel city, DateTimeOffset instant) => city.At(city.LastBy(instant));

    private static HashSet<long> Ids(CityModel city, DateTimeOffset instant) => [.. At(city, instant).Stations.Select(c => c.Station.Id)];

    private static double Share(CitySnapshot snapshot, bool offices)
    {
        var some = snapshot.Stations.Where(c => c.Station.Swing > 0 == offices).ToList();
        return some.Sum(c => c.Bikes) / (double)some.Sum(c => c.Station.Capacity);
    }

    private static double Changed(CitySnapshot before, CitySnapshot after, Func<StationCounts, int> what) =>
        before.Stations.Zip(after.Stations).Count(pair => what(pair.First) != what(pair.Second)) / (double)before.Stations.Count;
}
