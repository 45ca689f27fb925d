using PmpPulse.ServiceDefaults.Streams;
using Spectre.Console;

namespace PmpPulse.Local.Up;

/// <summary>Shows where everything listens and what to try.</summary>
internal static class AddressBook
{
    public static void Write(LocalAddresses addresses, FeedSource feed, LocalOptions options)
    {
        var grid = new Grid().AddColumn(new GridColumn().PadRight(2)).AddColumn();
        void Row(string what, string where) => grid.AddRow(new Markup($"[bold]{what}[/]"), new Text(TerminalText.Escape(where)));

        grid.AddRow(new Markup("[bold black on green] open this [/]"), new Markup("[bold green underline]" + TerminalText.Escape($"{addresses.Dashboard}") + "[/]"));
        grid.AddEmptyRow();
        Row("feed", $"{feed.Name}, polled every {options.Poll.TotalSeconds:0.###} s");
        Row("system_id", addresses.SystemId);
        Row("Pub/Sub", $"{addresses.PubSub}   export PUBSUB_EMULATOR_HOST={addresses.PubSub.Authority}");
        Row("BigQuery", $"{addresses.BigQuery}   export BIGQUERY_EMULATOR_HOST={addresses.BigQuery.Authority}");
        Row("Scheduler", $"{addresses.Scheduler}");
        foreach (var (id, of) in addresses.Feeds)
        {
            Row(id, $"{of.Address}");
            Row("  services", $"{of.Collector} (collector), {of.Writer} (writer)");
            if (of.Curation is not null) Row("  curation", $"{of.Curation} (worker), {of.CurationPush} (by push, with `pmpctl up --engine push`)");
        }

        Row("project", addresses.Project);
        Row("history", Path.Combine(options.DataDirectory, feed.Folder));
        Row("log", Path.Combine(options.DataDirectory, UpCommand.LogFile));
        Row("try", $"scripts/pmpctl.sh status{(options.DataDirectory == Path.GetFullPath(".pmp") ? string.Empty : $" --data-dir {options.DataDirectory}")}");
        Terminals.On(StandardStreams.Output).Write(new Panel(grid).Header(" Paris Mobility Pulse ").Border(BoxBorder.Rounded));
    }
}
