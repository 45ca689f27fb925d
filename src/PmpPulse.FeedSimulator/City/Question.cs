namespace PmpPulse.FeedSimulator.City;

/// <summary>What a <see cref="Draw"/> is about; each has its own stream of chance.</summary>
internal enum Question
{
    Zone,
    Id,
    IdLength,
    FirstName,
    SecondName,
    Latitude,
    Longitude,
    Capacity,
    RentalMethods,
    Kind,
    Fill,
    Swing,
    FastWander,
    SlowWander,
    ElectricShare,
    Defects,
    Health,
    MuteSince,
    ReportPhase,
    CyclePhase,
    TickJitter,
    FrozenFill,
}
