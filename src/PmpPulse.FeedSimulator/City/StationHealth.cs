namespace PmpPulse.FeedSimulator.City;

/// <summary>How a station does, for good.</summary>
internal enum StationHealth
{
    Working,

    /// <summary>Installed, and neither lends nor takes bikes.</summary>
    Closed,

    /// <summary>Not installed, and listed all the same.</summary>
    NotInstalled,

    /// <summary>Reported last weeks or years ago; its counts are those of then.</summary>
    Mute,

    /// <summary>Listed with capacity 0.</summary>
    WithoutDocks,
}
