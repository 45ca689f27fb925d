using System.Globalization;

namespace PmpPulse.Local;

/// <summary>Lengths of time as people write them in settings: <c>500ms</c>, <c>1s</c>, <c>60s</c>, <c>5m</c>, <c>1h</c>.</summary>
internal static class Interval
{
    public const string Valid = "a length of time such as 500ms, 1s, 60s or 5m";

    /// <summary>Reads a positive length of time; null where the text is none.</summary>
    public static TimeSpan? Parse(string text)
    {
        var digits = text.TakeWhile(character => char.IsAsciiDigit(character) || character == '.').Count();
        if (!double.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) || amount <= 0)
        {
            return null;
        }

        double? seconds = text[digits..] switch
        {
            "ms" => amount / 1000,
            "s" => amount,
            "m" or "min" => amount * 60,
            "h" => amount * 3600,
            _ => null,
        };
        return seconds is <= 86_400 ? TimeSpan.FromSeconds(seconds.Value) : null;
    }
}
