using System.Globalization;

namespace PmpPulse.Settings;

/// <summary>Durations as people write them in settings: a number and <c>ms</c>, <c>s</c>, <c>m</c>, <c>h</c> or <c>d</c>.</summary>
public static class ParsedDuration
{
    private static readonly (string Suffix, TimeSpan Unit)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
    ];

    /// <summary>Reads a duration; false for anything else, including a bare number and a negative duration.</summary>
    public static bool TryParse(string text, out TimeSpan value)
    {
        foreach (var (suffix, unit) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal)
                && double.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number <= TimeSpan.MaxValue / unit / 2)
            {
                value = number * unit;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>The duration in the largest unit that divides it.</summary>
    public static string Format(TimeSpan value)
    {
        var (suffix, unit) = Units.LastOrDefault(u => value >= u.Unit && value.Ticks % u.Unit.Ticks == 0, Units[0]);
        return string.Create(CultureInfo.InvariantCulture, $"{value / unit}{suffix}");
    }
}
