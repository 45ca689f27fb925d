using System.Globalization;

namespace PmpPulse.Warehouse.Tests.Marts;

/// <summary>A window with its measures by name; a missing one is null.</summary>
internal sealed record Window(string System, string Station, DateTime Start, IReadOnlyDictionary<string, double?> Measures)
{
    public double? this[string measure] => Measures[measure];

    /// <summary>From a row of <see cref="SecondBySecond.Windows"/>.</summary>
    public static Window Parse(string row)
    {
        var cells = row.Split(" | ");
        return new Window(
            cells[0], cells[1], DateTime.Parse(cells[2], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
            SecondBySecond.Measures.Zip(cells[3..]).ToDictionary(pair => pair.First, pair => pair.Second == "NULL" ? (double?)null : double.Parse(pair.Second, CultureInfo.InvariantCulture)));
    }
}
