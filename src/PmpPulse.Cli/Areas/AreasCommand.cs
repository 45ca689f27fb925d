using System.CommandLine;
using PmpPulse.Cli.Running;
using PmpPulse.Operations;
using PmpPulse.Warehouse.Areas;

namespace PmpPulse.Cli.Areas;

/// <summary><c>pmpctl areas load</c>: the areas that stations are placed in.</summary>
internal static class AreasCommand
{
    public static Command Create(ConnectionOptions connection)
    {
        var areas = new Command("areas", "Load the areas that stations are placed in: `areas load`.");
        areas.Subcommands.Add(CreateLoad(connection));
        return areas;
    }

    private static Command CreateLoad(ConnectionOptions connection)
    {
        var source = new Argument<string>("source") { Description = $"GeoJSON, an address or a file; city: the arrondissements of the City of Paris ({AreaSource.City.Location})." };
        var attribution = new Option<string?>("--attribution") { Description = "Who must be named where they are shown, with the licence. Of city: the city's." };
        var command = new CommandRunner(connection).Create(
            "load",
            """
            Load areas from a GeoJSON file, such as arrondissements or communes: stations are then placed by their position instead of their
            code. Loading the same source again replaces its areas. Where areas overlap, the smallest counts.

            Examples:
              pmpctl areas load city
              pmpctl areas load communes-92.geojson --attribution "IGN, Admin Express (Licence Ouverte)"

            Exit codes: 0 loaded; 2 wrong usage, or the source holds no areas; 3 nothing answers or it refused.
            """,
            async (context, cancellationToken) => await LoadAsync(context, AreaSource.Of(context.Parsed.GetRequiredValue(source), context.Parsed.GetValue(attribution)), cancellationToken),
            CliJson.Default.AreaReport,
            (console, report) => console.Line($"[green]ok[/] {report.Areas} areas of {report.Source}, shown as \"{report.Attribution}\""),
            _ => ExitCodes.Succeeded);
        command.Arguments.Add(source);
        command.Options.Add(attribution);
        return command;
    }

    private static async Task<AreaReport> LoadAsync(CommandContext context, AreaSource source, CancellationToken cancellationToken)
    {
        var table = new AreaTable(context.Clients.BigQuery, context.SystemId);
        context.Progress.Report($"reading {source.Location}");
        try
        {
            var areas = await source.ReadAsync(cancellationToken);
            await table.ReplaceAsync(source, areas, cancellationToken);
            return new AreaReport(source.Location, source.Attribution, areas.Count);
        }
        catch (FormatException exception)
        {
            throw new MisuseException(exception.Message);
        }
        catch (IOException exception)
        {
            throw new UnavailableException($"{exception.Message}. Areas come from anywhere: give a file.");
        }
    }
}
