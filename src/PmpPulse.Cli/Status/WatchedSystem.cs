using PmpPulse.Cli.Running;

namespace PmpPulse.Cli.Status;

/// <summary>Identifies the system shown, so that nobody mistakes one for another.</summary>
/// <param name="Target"><c>local</c> or <c>gcp</c>.</param>
/// <param name="Project">Id of the project.</param>
/// <param name="SystemId">The bike-share system whose rows are counted.</param>
internal sealed record WatchedSystem(string Target, string Project, string SystemId)
{
    /// <summary>What is polled on this machine: <c>live</c>, <c>sim</c> or <c>dir:PATH</c>; null on Google Cloud.</summary>
    public string? Feed { get; init; }

    /// <summary>Absolute path of the folder of its history; null on Google Cloud.</summary>
    public string? Folder { get; init; }

    /// <summary>Seconds between two polls; null on Google Cloud, where the schedule defines it.</summary>
    public double? PollS { get; init; }

    /// <summary>Seconds since its start; null on Google Cloud.</summary>
    public double? UptimeS { get; init; }

    /// <summary>Bytes that the history takes on disk; null on Google Cloud.</summary>
    public long? DiskBytes { get; init; }

    /// <summary>Bytes free on that disk; null on Google Cloud.</summary>
    public long? DiskFreeBytes { get; init; }

    public static WatchedSystem Of(CommandContext context)
    {
        var watched = new WatchedSystem(context.Target == Operations.Target.Gcp ? "gcp" : "local", context.Clients.Options.ProjectId, context.SystemId);
        if (context is not { Local.Folder: { } folder, Endpoints: { } endpoints }) return watched;
        var history = Path.Combine(folder, Path.GetFileName(endpoints.History!));
        return watched with
        {
            Feed = endpoints.FeedName,
            Folder = history,
            PollS = endpoints.PollS,
            UptimeS = endpoints.Started is { } started ? Math.Round(Math.Max(0, (context.Clock.GetUtcNow() - started).TotalSeconds)) : null,
            DiskBytes = Size(history),
            DiskFreeBytes = new DriveInfo(history).AvailableFreeSpace,
        };
    }

    /// <summary>Files come and go while the system runs.</summary>
    private static long Size(string folder)
    {
        var plain = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        long bytes = 0;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", plain))
        {
            try
            {
                bytes += file.Length;
            }
            catch (FileNotFoundException)
            {
                // it was deleted after it was listed
            }
        }

        return bytes;
    }
}
