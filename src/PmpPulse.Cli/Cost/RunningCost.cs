using PmpPulse.Operations;
using PmpPulse.Operations.Engines;

namespace PmpPulse.Cli.Cost;

/// <summary>The running system's cost, estimated from the engines that run. Google's own figures lag by hours and are not read.</summary>
/// <param name="MonthUsd">US dollars a month of 30.4 days.</param>
/// <param name="SoFarUsd">Its share of the calendar month (UTC) until now, if the same engines have run since the first.</param>
/// <param name="Basis">What the estimate is based on.</param>
internal sealed record RunningCost(decimal MonthUsd, decimal SoFarUsd, string Basis)
{
    public static RunningCost Of(Target target, IReadOnlyList<string> engines, DateTimeOffset now)
    {
        if (target == Target.Local) return new RunningCost(0, 0, "it runs on this machine");

        var model = new CostModel(PriceTable.Load(), new CostVolumes());
        var settings = new CostSettings();
        var standing = model.Standing(settings);
        // if two engines run, both are billed
        var month = standing + engines.Sum(engine => model.Total(settings with { Engine = Enum.Parse<Engine>(engine, ignoreCase: true) }) - standing);
        return new RunningCost(
            Math.Round(month, 2), Math.Round(month * ShareOfMonth(now.UtcDateTime), 2),
            engines.Count == 0
                ? "nothing runs: storage for a month's history, alerts, images"
                : $"estimate: {string.Join(" and ", engines)}, one poll a minute, default settings of infra/terraform; `pmpctl cost` shows the arithmetic");
    }

    private static decimal ShareOfMonth(DateTime now) =>
        (decimal)(now - new DateTime(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc)).TotalDays / DateTime.DaysInMonth(now.Year, now.Month);
}
