using PmpPulse.Dashboard.Marts;

namespace PmpPulse.Dashboard.Sources;

/// <summary>The last 24 hours in quarters of an hour, for every station.</summary>
/// <param name="State">How the newest attempt to read them ended.</param>
/// <param name="Slots">Starts of the quarters, oldest first, without gaps.</param>
/// <param name="Stations">A station's quarters, as many as there are slots.</param>
/// <param name="ReadTs">When they were read; null if they never were.</param>
/// <param name="Version">Changes with the rows.</param>
internal sealed record CityHistory(ReadingState State, IReadOnlyList<DateTimeOffset> Slots, IReadOnlyDictionary<string, StationSlot[]> Stations, DateTimeOffset? ReadTs, long Version)
{
    public const string Mart = "velib_station_windows_15m";

    public static readonly TimeSpan Slot = TimeSpan.FromMinutes(15);

    public static readonly CityHistory Unread = new(ReadingState.Unread, [], new Dictionary<string, StationSlot[]>(), null, 0);

    public ReadingReport Report => new(Mart, ReadingReport.Name(State), ReadTs);
}
