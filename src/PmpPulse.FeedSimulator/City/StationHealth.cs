namespace PmpPulse.FeedSimulator.City;

/// <summary>A station's permanent condition.</summary>
internal enum StationHealth
{
    Working,

    /// <summary>Installed, but neither lends nor accepts bikes.</summary>
    Closed,

    /// <summary>Not installed, but still listed.</summary>
    NotInstalled,

    /// <summary>Reported last weeks or years ago; its counts are from then.</summary>
    Silent,

    /// <summary>Listed with capacity 0.</summary>
    WithoutDocks,
}
