namespace PmpPulse.Testing;

/// <summary>
/// Recorded feeds of real cities, which aren't ours to publish: tests that use them skip if they are absent. They are read from
/// <c>PMP_SHARED_DATA</c>, else from <c>shared/data</c> beside the repository.
/// </summary>
public static class SharedData
{
    public const string SkipReason = "no recorded feed: set PMP_SHARED_DATA to a folder of recorded feeds";

    /// <summary>The folder <paramref name="name"/> of recorded files; null if absent.</summary>
    public static string? Find(string name)
    {
        var configured = Environment.GetEnvironmentVariable("PMP_SHARED_DATA");
        if (configured is not null)
        {
            return Existing(Path.Combine(configured, name));
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Existing(Path.Combine(folder.FullName, "shared", "data", name)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string? Existing(string folder) => Directory.Exists(folder) ? folder : null;
}
