namespace PmpPulse.Dashboard.Sources;

/// <summary>A station in a quarter of an hour. -1: not known.</summary>
internal readonly record struct StationSlot(short Bikes, short Docks, short BikesMax, short DocksMax, float MinutesEmpty, float MinutesFull)
{
    public static readonly StationSlot Unknown = new(-1, -1, -1, -1, 0, 0);
}
