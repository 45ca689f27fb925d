namespace PmpPulse.FeedSimulator.Faults;

/// <summary>How the feed fails.</summary>
internal enum FaultKind
{
    None,

    /// <summary>Answers with another status and a short text.</summary>
    Status,

    /// <summary>Answers late.</summary>
    Slow,

    /// <summary>Sends headers and half the body, then nothing more.</summary>
    Stall,

    /// <summary>Sends the first half of the JSON as if it were all.</summary>
    Truncated,

    /// <summary>Announces more bytes than it sends, and closes the connection.</summary>
    Reset,

    /// <summary>Answers a web page.</summary>
    Html,

    /// <summary>Answers nothing at all.</summary>
    Empty,

    /// <summary>Sends JSON of a given size in bytes.</summary>
    Huge,

    /// <summary>Sends a small gzip that unpacks to a given size in bytes.</summary>
    Bomb,

    /// <summary>The feed's top level is a list.</summary>
    TopLevel,

    /// <summary><c>stations</c> is an object.</summary>
    StationsObject,

    /// <summary>The first station is a number.</summary>
    StationNumber,

    /// <summary>The first station occurs twice.</summary>
    DuplicateStation,
}
