using PmpPulse.Operations.Engines;

namespace PmpPulse.Cli.Cost;

/// <summary>The saving of one choice: the bill without it, all else as deployed.</summary>
/// <param name="Choice">The choice.</param>
/// <param name="Alternative">What the bill without it has instead.</param>
/// <param name="Usd">The bill without it.</param>
/// <param name="Saves">How much less the deployed choice costs.</param>
internal sealed record CostChoice(string Choice, string Alternative, decimal Usd, decimal Saves);

/// <summary>The whole bill with another engine.</summary>
internal sealed record EngineCost(Engine Engine, decimal Usd);

/// <summary>The result of <c>pmpctl cost</c>.</summary>
internal sealed record CostEstimate(
    string Region, string PricesOf, CostVolumes Volumes, CostSettings Settings, decimal Usd, IReadOnlyList<CostLine> Lines, IReadOnlyList<EngineCost> Engines, IReadOnlyList<CostChoice> Choices,
    IReadOnlyList<MartScan> Marts)
{
    public static CostEstimate Of(PriceTable table, CostVolumes volumes, CostSettings settings)
    {
        var model = new CostModel(table, volumes);
        var lines = model.Lines(settings);
        var total = lines.Sum(line => line.Usd);
        CostChoice Without(string choice, string instead, CostSettings other) => new(choice, instead, model.Total(other), model.Total(other) - total);
        return new CostEstimate(
            table.Region, table.Date, volumes, settings, total, lines,
            [.. Enum.GetValues<Engine>().Select(engine => new EngineCost(engine, model.Total(settings with { Engine = engine })))],
            [
                Without("push engine", "the worker pool", settings with { Engine = Engine.Worker }),
                Without("gzipped messages", "plain ones", settings with { Gzip = false }),
                Without("audit backlog of one day", "seven days", settings with { AuditRetentionDays = 7 }),
                Without("gzip and one day of audit together", "neither", settings with { Gzip = false, AuditRetentionDays = 7 }),
                Without("partitions expire", "a year kept", settings with { HistoryDays = 365 }),
                Without("physical storage billing", "logical", settings with { StorageBilling = StorageBilling.Logical }),
                Without("materialized views", "charts read the base table", settings with { Aggregated = false }),
                Without(
                    $"charts refreshed every {settings.RefreshMinutes} minutes, hourly ones every {settings.HourlyRefreshMinutes}", "every minute",
                    settings with { RefreshMinutes = 1, HourlyRefreshMinutes = 1 }),
            ],
            new MartScans(volumes, settings).All);
    }
}
