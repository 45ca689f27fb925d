using System.Globalization;
using System.Net;
using System.Net.Sockets;
using PmpPulse.Cli.Running;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.Operations;
using PmpPulse.Operations.Refusals;
using PmpPulse.ServiceDefaults.Telemetry;

namespace PmpPulse.Cli.Doctor;

/// <summary>Checks this machine: versions, disk, data directory, ports, and the system if it runs.</summary>
internal sealed class LocalDoctor(CommandContext context)
{
    private const long WarningFreeBytes = 5L << 30;
    private const long ProblemFreeBytes = 1L << 30;

    // the defaults of `make up`, each with the setting that changes it
    private static readonly IReadOnlyList<(int Port, string Setting)> Ports =
    [
        (8080, "DASHBOARD_PORT"), (8085, "PUBSUB_PORT"), (9050, "BIGQUERY_PORT"), (8090, "SCHEDULER_PORT"), (8130, "SIMULATOR_PORT"),
        .. FeedTopology.Default.SelectMany(FeedPort.AllOf).Where(port => port.Default != 0).Select(port => (port.Default, port.Setting)),
    ];

    public async Task<IReadOnlyList<Finding>> ExamineAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding> { Versions(), DataDirectory(), Disk() };
        if (context.Endpoints is null)
        {
            findings.Add(NotRunning(context.Local!));
            findings.AddRange(Ports.Select(Port));
            return findings;
        }

        context.Progress.Report("asking the running system");
        var system = await SystemAsync(context.Endpoints, cancellationToken);
        findings.Add(system);
        if (system.Health == Health.Ok) findings.AddRange(await FeedCheck.ExamineAsync(context, cancellationToken));
        if (await FullDiskAsync(context.Endpoints, cancellationToken) is { } full) findings.Add(full);
        return findings;
    }

    private static Finding Versions()
    {
        return Finding.Ok("versions", $"pmpctl {ProductVersion.Text} on .NET {Environment.Version}, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}");
    }

    private Finding DataDirectory()
    {
        var path = Path.GetFullPath(context.DataDirectory);
        if (!Directory.Exists(path)) return Finding.Ok("data directory", $"`make up` will create {path}");
        var probe = Path.Combine(path, $".doctor-{Environment.ProcessId}");
        try
        {
            File.WriteAllText(probe, string.Empty);
            File.Delete(probe);
            return Finding.Ok("data directory", $"{path} can be written");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Finding.Problem("data directory", exception.Message, $"sudo chown -R \"$USER\" {path}");
        }
    }

    private Finding Disk()
    {
        var existing = Path.GetFullPath(context.DataDirectory);
        while (!Directory.Exists(existing)) existing = Path.GetDirectoryName(existing)!;
        var free = new DriveInfo(existing).AvailableFreeSpace;
        if (free < LocalDisk.Needed) return FullDisk(new LocalDisk(existing, true, free, LocalDisk.Needed, null));
        var detail = string.Create(CultureInfo.InvariantCulture, $"{free / (double)(1L << 30):0.0} GiB free under {existing}");
        return free < ProblemFreeBytes ? Finding.Problem("disk", $"{detail}: writes will fail", "free some space, or choose another folder: make up DATA_DIR=…")
            : free < WarningFreeBytes ? Finding.Warning("disk", $"{detail}; history grows with every poll", "free some space, or choose another folder: make up DATA_DIR=…")
            : Finding.Ok("disk", detail);
    }

    private static Finding FullDisk(LocalDisk disk) => Finding.Problem("disk", disk.Sentence, $"df -h {disk.Folder}");

    /// <summary>A disk quota shows only when something fails in the system itself.</summary>
    private static async Task<Finding?> FullDiskAsync(Endpoints endpoints, CancellationToken cancellationToken)
    {
        try
        {
            return await LocalDisk.ReadAsync(endpoints, cancellationToken) is { Full: true } disk ? FullDisk(disk) : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // a system that does not answer is a separate finding
            return null;
        }
    }

    private static Finding Port((int Number, string Setting) port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port.Number) { ExclusiveAddressUse = true };
            listener.Start();
            return Finding.Ok("ports", $"{port.Number} is free");
        }
        catch (SocketException exception)
        {
            return Finding.Problem(
                "ports", $"{port.Number} can't be listened on: {exception.Message}", $"make up ARGS=--{port.Setting}=0, or find the process that holds it: ss -ltnp 'sport = :{port.Number}'");
        }
    }

    /// <summary>Before the first start there is nothing to find; a named folder that does not exist is a mistake.</summary>
    private Finding NotRunning(FoundSystem local) =>
        local.IsSuspect ? Finding.Problem("system", local.NotFoundReason!, "make up")
        : context.IsDataDirectoryNamed && !Directory.Exists(local.Folder) ? Finding.Problem("system", local.NotFoundReason!, $"name the right folder, or start a system there: make up DATA_DIR={local.Folder}")
        : Finding.Warning("system", local.NotFoundReason!, "make up");

    private async Task<Finding> SystemAsync(Endpoints endpoints, CancellationToken cancellationToken)
    {
        try
        {
            await context.Clients.BigQuery.QueryAsync(new BigQueryQuery("SELECT 1") { UseQueryCache = false }, cancellationToken);
            var jobs = await context.Clients.Scheduler.ListAsync(cancellationToken).CountAsync(cancellationToken);
            return Finding.Ok("system", $"BigQuery at {endpoints.BigQuery} and Scheduler at {endpoints.Scheduler} (jobs: {jobs}) answer");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && Failures.Explain(exception, Target.Local) is { } why)
        {
            return Finding.Problem("system", why, "make up");
        }
    }
}
