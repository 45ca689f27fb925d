using System.Diagnostics;
using System.Net;
using System.Text.Json;
using PmpPulse.GoogleCloud;
using PmpPulse.Operations;
using PmpPulse.ServiceDefaults.Files;

namespace PmpPulse.Cli.Running;

/// <summary>
/// The system of a data directory, found through the file that lists its addresses. That file directs commands and tokens, so it is
/// trusted only if it belongs to the user and the process that wrote it still holds the lock of its history.
/// </summary>
internal sealed record FoundSystem
{
    public const string FileName = "endpoints.json";

    private FoundSystem(string folder)
    {
        Folder = folder;
    }

    /// <summary>Absolute path of the data directory.</summary>
    public string Folder { get; }

    /// <summary>Its addresses; null if none runs.</summary>
    public Endpoints? Endpoints { get; private init; }

    /// <summary>Why none was found; null if one runs.</summary>
    public string? NotFoundReason { get; private init; }

    /// <summary>The exception of a command that needs a running system.</summary>
    public UnavailableException NotRunning() => new($"{NotFoundReason}. `make up` starts one; --data-dir (or DATA_DIR) names the folder of one that runs elsewhere.");

    /// <summary>Whether the file is left over from a killed process or can't be trusted.</summary>
    public bool IsSuspect { get; private init; }

    public static FoundSystem In(string dataDirectory)
    {
        var folder = Path.GetFullPath(dataDirectory);
        var file = Path.Combine(folder, FileName);
        if (!Directory.Exists(folder)) return new FoundSystem(folder) { NotFoundReason = $"there is no folder {folder}" };
        if (!File.Exists(file)) return new FoundSystem(folder) { NotFoundReason = $"no system runs in {folder}" };
        try
        {
            TrustedPath.CheckFolder(Path.GetFullPath(Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName ?? folder));
            TrustedPath.CheckFile(file);
            return Verify(new FoundSystem(folder), file, JsonSerializer.Deserialize(File.ReadAllText(file), CliJson.Default.Endpoints));
        }
        catch (UntrustedPathException exception)
        {
            return new FoundSystem(folder) { NotFoundReason = $"{FileName} is not trusted: {exception.Message}", IsSuspect = true };
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return new FoundSystem(folder) { NotFoundReason = $"no system runs in {folder}" };
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new GoogleCloudConfigurationException(
                $"{file} can't be read ({exception.Message}). Start the system again with `make up`, which writes it, or name another --data-dir.", exception);
        }
    }

    private static FoundSystem Verify(FoundSystem system, string file, Endpoints? endpoints)
    {
        if (endpoints is not { ProcessId: { } process, History: { } history })
        {
            return system with { NotFoundReason = $"{file} does not say which process runs the system: an older version wrote it", IsSuspect = true };
        }

        if (!Runs(process) || !IsHeld(Path.Combine(system.Folder, Path.GetFileName(history))))
        {
            return system with { NotFoundReason = $"process {process}, which {file} names, is gone: it was killed, and nothing acknowledged is lost", IsSuspect = true };
        }

        Uri?[] addresses = [endpoints.PubSub, endpoints.BigQuery, endpoints.Scheduler, .. endpoints.Feeds.Values.Select(feed => feed.CurationPush)];
        return addresses.OfType<Uri>().FirstOrDefault(address => !IsLoopback(address)) is { } elsewhere
            ? system with { NotFoundReason = $"{FileName} is not trusted: {elsewhere} is not on this machine", IsSuspect = true }
            : system with { Endpoints = endpoints };
    }

    private static bool IsLoopback(Uri address) => IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip);

    private static bool Runs(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>A process id may be reused; the lock of a history is released with the process that held it.</summary>
    private static bool IsHeld(string history)
    {
        var file = Path.Combine(history, "lock");
        try
        {
            TrustedPath.CheckFile(file);
            using var free = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (IOException exception) when (exception is not UntrustedPathException)
        {
            return true;
        }
    }
}
