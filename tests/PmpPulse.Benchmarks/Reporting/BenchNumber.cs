using System.Globalization;

namespace PmpPulse.Benchmarks.Reporting;

/// <summary>Numbers for people: three digits that count.</summary>
internal static class BenchNumber
{
    public static string Text(double value) => value.ToString(Math.Abs(value) switch { 0 or >= 100 => "#,0", >= 10 => "0.0", _ => "0.00#" }, CultureInfo.InvariantCulture);
}
