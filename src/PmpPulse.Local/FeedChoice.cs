namespace PmpPulse.Local;

/// <summary>Where the stations come from.</summary>
internal enum FeedOrigin
{
    /// <summary>The live feed, or the simulated city if it can't be reached.</summary>
    Auto,

    /// <summary>The live feed or nothing.</summary>
    Live,

    /// <summary>The simulated city.</summary>
    Simulated,

    /// <summary>Recorded files.</summary>
    Recorded,
}

/// <summary>The setting <c>FEED</c>: <c>auto</c>, <c>live</c>, <c>sim</c> or <c>dir:PATH</c>.</summary>
internal sealed record FeedChoice(FeedOrigin Origin, string? Folder = null)
{
    private const string FolderPrefix = "dir:";

    public override string ToString() => Origin switch
    {
        FeedOrigin.Auto => "auto",
        FeedOrigin.Live => "live",
        FeedOrigin.Simulated => "sim",
        _ => FolderPrefix + Folder,
    };

    /// <summary>Reads the setting; null if it has no valid form.</summary>
    public static FeedChoice? Parse(string text) => text switch
    {
        "auto" => new FeedChoice(FeedOrigin.Auto),
        "live" => new FeedChoice(FeedOrigin.Live),
        "sim" => new FeedChoice(FeedOrigin.Simulated),
        _ when text.StartsWith(FolderPrefix, StringComparison.Ordinal) && text.Length > FolderPrefix.Length =>
            new FeedChoice(FeedOrigin.Recorded, text[FolderPrefix.Length..]),
        _ => null,
    };
}
