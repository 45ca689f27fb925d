using System.Globalization;
using PmpPulse.GoogleSql.Testing;

namespace PmpPulse.Warehouse.Tests.Marts;

/// <summary>Nine made-up days with a clock change in a warehouse whose tables are filled, and their windows, computed apart.</summary>
internal sealed class WeekOfMarts : IDisposable
{
    public WeekOfMarts(string start, int seed)
    {
        From = DateTime.Parse(start, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        Now = From.AddDays(9);
        Rows = MadeUpWeek.Make(From, TimeSpan.FromDays(9), seed);
        Windows = [.. SecondBySecond.Windows(Rows, Now).Select(Window.Parse)];
        Warehouse.AddEverything();
        Warehouse.Add(Rows);
        Warehouse.SetNow(MadeUpWeek.Text(Now));
        foreach (var refresh in WarehouseFiles.Refreshes) Warehouse.Refresh(refresh.Table.Table, refresh.IsOfRange ? MadeUpWeek.Text(From) : null);
    }

    public DateTime From { get; }

    public DateTime Now { get; }

    public List<Observation> Rows { get; }

    public List<Window> Windows { get; }

    public TestWarehouse Warehouse { get; } = new();

    public void Dispose() => Warehouse.Dispose();

    /// <summary>A mart's rows, sorted.</summary>
    public List<string> Query(string sql) => [.. Warehouse.Query(sql).Order(StringComparer.Ordinal)];

    /// <summary>A row as text, as the warehouse shows it.</summary>
    public static string Row(params object?[] values) => string.Join(" | ", values.Select(value => value switch
    {
        null => "NULL",
        DateTime time => MadeUpWeek.Text(time),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    }));

    /// <summary>The quantile of some values, between two of them if it falls between; null of none.</summary>
    public static double? Quantile(IEnumerable<double?> values, double part)
    {
        var sorted = values.OfType<double>().Order().ToArray();
        if (sorted.Length == 0) return null;
        var at = (sorted.Length - 1) * part;
        var below = sorted[(int)Math.Floor(at)];
        return below + ((at - Math.Floor(at)) * (sorted[(int)Math.Ceiling(at)] - below));
    }

    public static double? Ratio(double? part, double? whole) => whole is null or 0 ? null : part / whole;
}
