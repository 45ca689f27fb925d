using System.CommandLine;
using PmpPulse.Cli.Engines;
using PmpPulse.Cli.Running;
using PmpPulse.Operations;
using PmpPulse.Operations.Engines;
using Spectre.Console;

namespace PmpPulse.Cli.Up;

/// <summary><c>pmpctl up</c>: resumes the schedules and starts curation by one engine.</summary>
internal static class UpCommand
{
    public static Command Create(ConnectionOptions connection)
    {
        var engine = EnumOption.Of<Engine>(
            "--engine", "What curates; by default push on Google Cloud and worker on this machine. Any other engine is stopped first.");
        var maxWorkers = NumberOption.Of(
            "--max-workers", "Maximum number of workers of a Dataflow job.", DataflowEngineOptions.DefaultMaxWorkers, 1, DataflowEngineOptions.MaxWorkersCap);
        var command = new CommandRunner(connection).Create(
            "up",
            """
            Start the pipeline: stop any other engine, start the one asked for, resume the schedules, run the polls once and wait until what
            they collect is curated. The first step that fails ends it.

              push       Pub/Sub pushes to the curation service, which scales to zero: free at one poll a minute
              worker     on Google Cloud one instance of the worker pool, always on, about $31 a month; here a part of `make up`
              dataflow   a Dataflow job, for volumes past one worker; about $121 a month per worker; it drops duplicates only within a window

            Examples:
              pmpctl up
              pmpctl up --target gcp --project my-project
              pmpctl up --engine worker --target gcp --project my-project

            Exit codes: 0 it runs; 1 a step failed, the output says which and why; 2 wrong usage, or no credentials; 3 nothing was done: nothing
            answers, or it refused.
            """,
            (context, cancellationToken) => new PipelineStarter(context with { MaxWorkers = context.Parsed.GetValue(maxWorkers) }).StartAsync(
                context.Parsed.GetResult(engine) is null ? Default(context.Target) : context.Parsed.GetValue(engine), cancellationToken),
            CliJson.Default.UpReport,
            Write,
            report => ExitCodes.Of(report.Steps));
        command.Options.Add(engine);
        command.Options.Add(maxWorkers);
        return command;
    }

    private static Engine Default(Target target) => target == Target.Gcp ? Engine.Push : Engine.Worker;

    private static void Write(IAnsiConsole console, UpReport report)
    {
        console.Steps(report.Steps);

        if (report.Failed)
        {
            console.Line($"Not everything runs. Fix what failed and run this again, or `pmpctl down`.");
        }
    }
}
