using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;

namespace PmpPulse.Settings;

/// <summary>
/// Reads settings and collects every fault instead of stopping at the first: a faulty setting reads as a placeholder, so call
/// <see cref="ThrowIfFaulty"/> before what was read is used.
/// </summary>
public sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<SettingFault> _faults = [];

    /// <summary>A text; empty if it is neither set nor has a default.</summary>
    public string Text(Setting setting) => Find(setting) ?? "";

    /// <summary>A text, or null if it is not set.</summary>
    public string? OptionalText(Setting setting) => Find(setting);

    /// <summary>Comma-separated texts, none of them empty.</summary>
    public IReadOnlyList<string> List(Setting setting) =>
        (Find(setting) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A whole number between <paramref name="min"/> and <paramref name="max"/>.</summary>
    public long Integer(Setting setting, long min, long max)
    {
        if (Find(setting) is not { } text) return min;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
            return value;
        AddFault(setting, $"'{text}' is not valid", $"give a whole number from {min} to {max}");
        return min;
    }

    /// <summary>A number between <paramref name="min"/> and <paramref name="max"/>.</summary>
    public double Number(Setting setting, double min, double max)
    {
        if (Find(setting) is not { } text) return min;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
            return value;
        AddFault(setting, $"'{text}' is not valid",
            string.Create(CultureInfo.InvariantCulture, $"give a number from {min} to {max}"));
        return min;
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool Flag(Setting setting)
    {
        if (Find(setting) is not { } text) return false;
        if (bool.TryParse(text, out var value)) return value;
        AddFault(setting, $"'{text}' is not valid", "give true or false");
        return false;
    }

    /// <summary>A duration as <c>250ms</c>, <c>10s</c>, <c>5m</c> or <c>1h</c>.</summary>
    public TimeSpan Duration(Setting setting, TimeSpan min, TimeSpan max)
    {
        if (Find(setting) is not { } text) return min;
        if (ParsedDuration.TryParse(text, out var value) && value >= min && value <= max) return value;
        AddFault(setting, $"'{text}' is not valid", $"give a duration from {ParsedDuration.Format(min)} to {ParsedDuration.Format(max)}");
        return min;
    }

    /// <summary>An instant, RFC 3339; null if it is not set.</summary>
    public DateTimeOffset? Instant(Setting setting)
    {
        if (Find(setting) is not { } text) return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var value))
            return value;
        AddFault(setting, $"'{text}' is not valid", "give an RFC 3339 instant");
        return null;
    }

    /// <summary>One of the names in <paramref name="choices"/>, exactly as written there.</summary>
    public T Choice<T>(Setting setting, IReadOnlyDictionary<string, T> choices)
    {
        if (Find(setting) is not { } text) return choices.Values.First();
        if (choices.TryGetValue(text, out var value)) return value;
        AddFault(setting, $"'{text}' is not valid", "give " + string.Join(" or ", choices.Keys));
        return choices.Values.First();
    }

    /// <summary>An absolute http or https address.</summary>
    public Uri HttpUrl(Setting setting)
    {
        var placeholder = new Uri("http://invalid.invalid/");
        if (Find(setting) is not { } text) return placeholder;
        if (Uri.TryCreate(text, UriKind.Absolute, out var value) && (value.Scheme == Uri.UriSchemeHttp || value.Scheme == Uri.UriSchemeHttps))
            return value;
        AddFault(setting, $"'{WithoutSecrets(text)}' is not valid", "give an absolute http or https address");
        return placeholder;
    }

    /// <summary>An address's text without a possible password or key: it is shown on the terminal and in logs.</summary>
    private static string WithoutSecrets(string text)
    {
        var end = text.AsSpan().IndexOfAny('?', '#');
        if (end >= 0) text = text[..(end + 1)] + "…";
        var at = text.LastIndexOf('@');
        return at < 0 ? text : "…" + text[at..];
    }

    /// <summary><c>host:port</c> without a scheme, or null if it is not set.</summary>
    public string? HostAndPort(Setting setting)
    {
        if (Find(setting) is not { } text) return null;
        if (Uri.TryCreate($"http://{text}", UriKind.Absolute, out var uri) && uri.Authority == text && !uri.IsDefaultPort) return text;
        AddFault(setting, $"'{text}' is not valid", "give host:port without a scheme");
        return null;
    }

    /// <summary>An IP address to listen on, or <c>localhost</c>.</summary>
    public IPAddress Address(Setting setting)
    {
        if (Find(setting) is not { } text) return IPAddress.Loopback;
        if (text == "localhost") return IPAddress.Loopback;
        if (IPAddress.TryParse(text, out var value)) return value;
        AddFault(setting, $"'{text}' is not valid", "give an IP address");
        return IPAddress.Loopback;
    }

    /// <summary>Records a fault that only the reader's user can see, such as settings that contradict each other.</summary>
    public void AddFault(Setting setting, string problem, string valid) =>
        _faults.Add(new SettingFault(setting.Name, problem, $"{valid}, such as {setting.Name}={setting.Example}"));

    /// <exception cref="SettingsException">At least one setting is faulty; it names them all.</exception>
    public void ThrowIfFaulty()
    {
        if (_faults.Count > 0) throw new SettingsException(_faults);
    }

    /// <summary>Whether the setting is given; an empty value counts as not given.</summary>
    public bool IsSet(Setting setting) => !string.IsNullOrWhiteSpace(configuration[setting.Name]);

    private string? Find(Setting setting)
    {
        var text = configuration[setting.Name];
        if (!string.IsNullOrWhiteSpace(text)) return text.Trim();
        if (setting.Default is null && setting.Required)
        {
            AddFault(setting, "is required and not set", "set it as environment variable or argument");
        }

        return setting.Default;
    }
}
