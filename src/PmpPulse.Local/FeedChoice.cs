namespace PmpPulse.Local;

/// <summary>Where the stations come from.</summary>
internal enum FeedKind
{
    /// <summary>The live feed, and where it can't be reached the simulated city.</summary>
    Auto,

    /// <summary>The live feed or nothing.</summary>
    Live,

    /// <summary>The simulated city.</summary>
    Simulated,

    /// <summary>Recorded files.</summary>
    Recorded,
}

/// <summary>The setting <c>FEED</c>: <c>auto</c>, <c>live</c>, <c>sim</c> or <c>dir:PATH</c>.</summary>
internal sealed record FeedChoice(FeedKind Kind, string? Folder = null)
{
    private const string FolderPrefix = "dir:";

    public override string ToString() => Kind switch
    {
        FeedKind.Auto => "auto",
        FeedKind.Live => "live",
        FeedKind.Simulated => "sim",
        _ => FolderPrefix + Folder,
    };

    /// <summary>Reads the setting; null where it is none of the valid forms.</summary>
    public static FeedChoice? Parse(string text) => text switch
    {
        "auto" => new FeedChoice(FeedKind.Auto),
        "live" => new FeedChoice(FeedKind.Live),
        "sim" => new FeedChoice(FeedKind.Simulated),
        _ when text.StartsWith(FolderPrefix, StringComparison.Ordinal) && text.Length > FolderPrefix.Length =>
            new FeedChoice(FeedKind.Recorded, text[FolderPrefix.Length..]),
        _ => null,
    };
}
