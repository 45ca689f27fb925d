using System.CommandLine;
using System.Globalization;
using PmpPulse.Cli.Running;
using PmpPulse.Operations;
using Spectre.Console;

namespace PmpPulse.Cli.Dlq;

/// <summary><c>pmpctl dlq list</c>.</summary>
internal static class ListCommand
{
    private const int ExampleLength = 90;

    public static Command Create(ConnectionOptions connection)
    {
        var since = new Option<string>("--since")
        {
            Description = $"For the tables: only rows from this time on; {Age.TimeForms}.",
            DefaultValueFactory = _ => "7d",
        };
        var command = new CommandRunner(connection).Create(
            "list",
            """
            List what is in the hold subscriptions and in the tables of pmp_ops, by stage and error type. The held messages are read and
            given back.

            Examples:
              pmpctl dlq list
              pmpctl dlq list --since 2h --output json | jq .tables

            Exit codes: 0 listed; 2 wrong usage, or no credentials; 3 nothing answers or it refused.
            """,
            (context, cancellationToken) => ReadAsync(context, context.Parsed.GetValue(since)!, cancellationToken),
            CliJson.Default.DeadLetterList,
            Write,
            _ => ExitCodes.Succeeded);
        command.Options.Add(since);
        return command;
    }

    private static async Task<DeadLetterList> ReadAsync(CommandContext context, string since, CancellationToken cancellationToken)
    {
        if (!Age.TryReadTime(since, context.Clock.GetUtcNow(), out var from)) throw new MisuseException($"--since is '{since}': give {Age.TimeForms}.");
        return new DeadLetterList(
            await new HeldBacklogs(context.Clients.PubSub, context.Clock).ReadAsync(context.Feeds, context.Progress, cancellationToken),
            await new DeadLetterTables(context.Clients.BigQuery, context.Feeds).ReadAsync(from, cancellationToken));
    }

    private static void Write(IAnsiConsole console, DeadLetterList list)
    {
        var held = new Table().Border(TableBorder.Rounded).AddColumns("Hold subscription", "Messages", "Oldest (UTC)", "Newest (UTC)");
        foreach (var backlog in list.Held)
        {
            held.Row(backlog.Subscription, $"{backlog.Messages}{(backlog.OrMore ? " or more" : "")}", Time(backlog.Oldest), Time(backlog.Newest));
        }

        console.Write(held);
        if (list.Tables.Count == 0) console.Line($"No dead letters in the tables.");
        foreach (var group in list.Tables)
        {
            // lines that fit into 100 columns, not a table, whose seven cells would all wrap
            console.Line($"{group.Count,7:N0}  [bold]{group.Table.Split('.')[^1]}[/], {group.Stage}{(group.ErrorType.Length > 0 ? $": {group.ErrorType}" : "")}");
            console.Line($"         {Time(group.Oldest)} to {Time(group.Newest)} UTC{(group.Drill ? ", made by a drill, on purpose" : "")}");
            if (group.Example.Length > 0) console.Line($"         {Excerpt(group.Example)}");
        }
    }

    private static string Excerpt(string text) => text.Length <= ExampleLength ? text : $"{text[..ExampleLength]}…";

    private static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "–";
}
