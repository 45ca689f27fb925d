namespace PmpPulse.Dashboard.Marts;

/// <summary>How the last attempt to read a mart ended.</summary>
internal enum ReadingState
{
    /// <summary>Not tried yet.</summary>
    Unread,

    /// <summary>It was read.</summary>
    Ok,

    /// <summary>This warehouse has no such mart: <c>pmpctl marts apply</c> makes it.</summary>
    Missing,

    /// <summary>The dashboard may not read it.</summary>
    Forbidden,

    /// <summary>The query would have cost more than allowed.</summary>
    TooDear,

    /// <summary>The warehouse did not answer.</summary>
    Unreachable,

    /// <summary>The warehouse refused the query.</summary>
    Failed,
}
