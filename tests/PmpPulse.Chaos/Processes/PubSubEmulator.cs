namespace PmpPulse.Chaos.Processes;

/// <summary>
/// Google's own Pub/Sub emulator: the script <c>shared/bin/pubsub-emulator.sh</c> beside the repository, or the one that
/// <c>PMP_PUBSUB_EMULATOR</c> names, called with a port.
/// </summary>
internal static class PubSubEmulator
{
    /// <summary>Whether it is installed here.</summary>
    public static bool IsHere => FindScript() is not null && FindJar();

    public static ChildProcess Process(int port, string logs) =>
        new("emulator", logs, Addresses.Http(port, "/"), FindScript() ?? throw new ChaosFailedException("Google's Pub/Sub emulator is not installed here."), $"{port}");

    private static string? FindScript()
    {
        if (Environment.GetEnvironmentVariable("PMP_PUBSUB_EMULATOR") is { Length: > 0 } named) return File.Exists(named) ? named : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var script = Path.Combine(folder.FullName, "shared", "bin", "pubsub-emulator.sh");
            if (File.Exists(script)) return script;
        }

        return null;
    }

    // machines without the emulator may still have the script
    private static bool FindJar() => Directory.Exists("/usr/lib/google-cloud-sdk/platform/pubsub-emulator")
        || Environment.GetEnvironmentVariable("PMP_PUBSUB_EMULATOR") is { Length: > 0 };
}
