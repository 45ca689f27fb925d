using PmpPulse.Contracts.Feeds;
using PmpPulse.Dashboard.Board;
using PmpPulse.Dashboard.Sources;

namespace PmpPulse.Dashboard.Api;

/// <summary>Turns what is known into answers.</summary>
internal static class Describe
{
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(3);

    public static StationAnswer Station(BoardStation station) => new()
    {
        StationId = station.Id,
        StationCode = station.Now.Code,
        Name = station.Now.Name,
        Lat = station.HasPlace ? station.Now.Lat : null,
        Lon = station.HasPlace ? station.Now.Lon : null,
        Capacity = station.Now.Capacity,
        Address = station.Now.Address,
        AreaId = station.Area?.AreaId,
        AreaName = station.Area?.AreaName,
        State = station.State,
        Bikes = station.Now.Bikes,
        Ebikes = station.Now.Ebikes,
        Docks = station.Now.Docks,
        FillRate = station.FillRate,
        CanRent = station.Now.CanRent,
        CanReturn = station.Now.CanReturn,
        Change15m = station.Flow?.Change15,
        Change30m = station.Flow?.Change30,
        Change60m = station.Flow?.Change60,
        ChanceBike15m = station.Chance?.Bike15,
        ChanceBike30m = station.Chance?.Bike30,
        ChanceDock15m = station.Chance?.Dock15,
        ChanceDock30m = station.Chance?.Dock30,
        Health = station.Health?.State,
        HealthSinceTs = station.Health?.SinceTs,
        HealthReason = station.Health?.Reason,
        EventTs = station.Now.EventTs,
        LastReportedTs = station.Now.LastReportedTs,
    };

    /// <summary>Since when a station has had no bike (or no free dock), by its quarters of an hour.</summary>
    public static SinceAnswer Since(CityHistory history, string stationId, bool docks)
    {
        if (!history.Stations.TryGetValue(stationId, out var slots)) return new SinceAnswer(null, null, false);
        var last = history.Slots.Count - 1;
        if (Left(slots[last]) != 0) return new SinceAnswer(null, history.Slots[last] + CityHistory.Slot, false);
        var first = last;
        while (first > 0 && Most(slots[first]) == 0) first--;
        // the quarter in which it ran out was empty at its end
        return Most(slots[first]) > 0
            ? new SinceAnswer(history.Slots[first] + CityHistory.Slot - TimeSpan.FromMinutes(Math.Min(15, Minutes(slots[first]))), null, false)
            : new SinceAnswer(history.Slots[Most(slots[first]) == 0 ? first : first + 1], null, true);

        short Left(StationSlot slot) => docks ? slot.Docks : slot.Bikes;
        short Most(StationSlot slot) => docks ? slot.DocksMax : slot.BikesMax;
        float Minutes(StationSlot slot) => docks ? slot.MinutesFull : slot.MinutesEmpty;
    }

    /// <summary>The hours that a chart of the last day shows: from 24 hours before an instant to some hours after it.</summary>
    public static IEnumerable<(DateTimeOffset HourTs, int Weekday, int Hour)> Hours(DateTimeOffset newest)
    {
        var last = newest + Ahead;
        for (var hour = new DateTimeOffset((newest - CitySources.Day).UtcTicks / TimeSpan.TicksPerHour * TimeSpan.TicksPerHour, TimeSpan.Zero); hour < last; hour += TimeSpan.FromHours(1))
        {
            var local = ParisTime.Local(hour);
            yield return (hour, CitySources.Weekday(local), local.Hour);
        }
    }
}
