using System.Globalization;
using System.Text.Json;
using PmpPulse.Cli.Running;
using PmpPulse.Cli.Status;
using PmpPulse.Contracts;
using PmpPulse.Contracts.Topology;
using PmpPulse.Operations;
using PmpPulse.Operations.Steps;
using PmpPulse.Warehouse;

namespace PmpPulse.Cli.Reset;

/// <summary>Empties every table of a project.</summary>
internal sealed class CloudReset(CommandContext context, bool inJson)
{
    /// <summary>Text for people; with JSON on standard output it goes to standard error.</summary>
    private TextWriter MessageOutput => inJson ? context.Parsed.InvocationConfiguration.Error : context.Output;

    /// <exception cref="MisuseException">Something runs, or nobody confirmed.</exception>
    public async Task<int> RunAsync(string? confirmed, CancellationToken cancellationToken)
    {
        await RefuseWhileRunningAsync(cancellationToken);
        var tables = new List<TableName>();
        MessageOutput.Line($"This deletes every row of these tables of project {context.Clients.Options.ProjectId}:");
        // a register has no rows; its description, which locks a write stream, stays
        var registers = FeedTopology.All.Select(feed => feed.Curation?.Register).ToHashSet();
        foreach (var table in WarehouseFiles.Tables.Select(table => table.Name).Where(name => !registers.Contains(name)))
        {
            if (await context.Clients.BigQuery.FindTableAsync(table, cancellationToken) is not { } existing) continue;
            tables.Add(table);
            MessageOutput.Line(string.Create(CultureInfo.InvariantCulture, $"  {table}: {existing.NumRows ?? 0:N0} rows, {(existing.NumBytes ?? 0) / 1e6:N1} MB"));
        }

        MessageOutput.Line("Messages waiting in Pub/Sub stay, and will be curated at the next `pmpctl up`. BigQuery keeps deleted rows for 48 hours of time travel.");
        var project = context.Clients.Options.ProjectId;
        var meant = confirmed is null
            ? Confirmation.Ask(MessageOutput, $"Type the project's id ({project}) to go on:", project, $"--confirm {project}")
            : confirmed == project;
        if (!meant) throw new MisuseException($"that is not the project's id, {project}: nothing was deleted.");

        var steps = new StepRunner(context.Target, context.Progress, context.Clock);
        foreach (var table in tables)
        {
            var outcome = await steps.RunAsync($"empty {table}", async stop =>
            {
                await context.Clients.BigQuery.QueryAsync($"TRUNCATE TABLE {table}", stop);
                return (StepResult.Done, null);
            }, cancellationToken);
            MessageOutput.Line(outcome.Failed ? $"  {table}: {outcome.Detail}" : $"  {table} is empty");
        }

        if (inJson) context.Output.Document(JsonSerializer.Serialize(steps.Outcomes, CliJson.Default.IReadOnlyListStepOutcome));
        return steps.Outcomes.Any(outcome => outcome.Failed) ? ExitCodes.Found : ExitCodes.Succeeded;
    }

    private async Task RefuseWhileRunningAsync(CancellationToken cancellationToken)
    {
        var running = (await EngineReader.ReadAllAsync(context, cancellationToken)).Select(engine => $"engine {engine}").ToList();
        await foreach (var job in context.Clients.Scheduler.ListAsync(cancellationToken))
        {
            if (job is { State: "ENABLED", Name: { } name }) running.Add(name.Split('/')[^1]);
        }

        if (running.Count > 0) throw new MisuseException($"{string.Join(", ", running)} still runs: `pmpctl down` first. Nothing was deleted.");
    }
}
