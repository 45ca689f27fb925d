using System.CommandLine;
using PmpPulse.Operations;
using Spectre.Console;

namespace PmpPulse.Cli.Doctor;

/// <summary><c>pmpctl doctor</c>: finds what keeps the system from running, each with the command that fixes it.</summary>
internal static class DoctorCommand
{
    public static Command Create(ConnectionOptions connection) => new CommandRunner(connection).Create(
        "doctor",
        """
        Look for what keeps the system from running; each finding comes with the command that fixes it. On Google Cloud: credentials,
        project, clock, APIs, permissions, quota, services, schedules, subscriptions, tables, marts. On this machine: versions, data
        directory, disk, ports, and the system if it runs.

        Examples:
          pmpctl doctor
          pmpctl doctor --target gcp --project my-project

        Exit codes: 0 nothing is broken (warnings may be); 1 something is; 2 wrong usage, or there are no credentials.
        """,
        (context, cancellationToken) => context.Target == Target.Gcp
            ? new CloudDoctor(context).ExamineAsync(cancellationToken)
            : new LocalDoctor(context).ExamineAsync(cancellationToken),
        CliJson.Default.IReadOnlyListFinding,
        Write,
        findings => findings.Any(finding => finding is { Check: CloudDoctor.Credentials, Health: Health.Problem }) ? ExitCodes.Misused
            : findings.Any(finding => finding.Health == Health.Problem) ? ExitCodes.Found
            : ExitCodes.Succeeded);

    private static void Write(IAnsiConsole console, IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            var mark = finding.Health switch { Health.Ok => new Mark("[green]ok[/]     "), Health.Warning => new Mark("[yellow]warning[/]"), _ => new Mark("[red]problem[/]") };
            console.Line($"{mark} {finding.Check}: {finding.Detail}");
            if (finding.Remedy is not null)
            {
                console.Line($"          [bold]{finding.Remedy}[/]");
            }
        }
    }
}
