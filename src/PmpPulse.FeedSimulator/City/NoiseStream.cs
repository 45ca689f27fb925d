namespace PmpPulse.FeedSimulator.City;

/// <summary>The streams of <see cref="PmpPulse.Feeds.Simulation.SeededNoise"/> that the city uses, one for each random quantity.</summary>
internal static class NoiseStream
{
    public const int Zone = 0;
    public const int Id = 1;
    public const int IdLength = 2;
    public const int FirstName = 3;
    public const int SecondName = 4;
    public const int Latitude = 5;
    public const int Longitude = 6;
    public const int Capacity = 7;
    public const int RentalMethods = 8;
    public const int Kind = 9;
    public const int Fill = 10;
    public const int Swing = 11;
    public const int FastWander = 12;
    public const int SlowWander = 13;
    public const int ElectricShare = 14;
    public const int Defects = 15;
    public const int Health = 16;
    public const int SilentSince = 17;
    public const int ReportPhase = 18;
    public const int CyclePhase = 19;
    public const int TickJitter = 20;
    public const int FrozenFill = 21;
}
