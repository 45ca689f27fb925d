namespace PmpPulse.FeedSimulator.City;

/// <summary>A station as the status feed gives it.</summary>
/// <param name="Station">Whose counts they are.</param>
/// <param name="Mechanical">Mechanical bikes.</param>
/// <param name="Electric">E-bikes.</param>
/// <param name="Docks">Free docks that work.</param>
/// <param name="LastReported">POSIX seconds.</param>
internal readonly record struct StationCounts(Station Station, int Mechanical, int Electric, int Docks, long LastReported)
{
    public int Bikes => Mechanical + Electric;
}
