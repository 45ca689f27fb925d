using System.CommandLine;

namespace PmpPulse.Cli.Replay;

/// <summary>Reads a value, or says what would be valid.</summary>
/// <param name="text">What was given.</param>
/// <param name="value">The value.</param>
/// <returns>Null where it is valid, else what would be.</returns>
internal delegate string? OptionReader<T>(string text, out T value);

/// <summary>An option that an environment variable can replace, so that a Cloud Run job and a person have the same settings.</summary>
internal sealed class EnvironmentOption<T>
{
    private readonly string _variable;
    private readonly T _fallback;
    private readonly OptionReader<T> _read;
    private readonly Option<string?> _option;

    public EnvironmentOption(string name, string variable, string description, T fallback, OptionReader<T> read)
    {
        _variable = variable;
        _fallback = fallback;
        _read = read;
        _option = new Option<string?>(name) { Description = $"{description} [{variable}]" };
        // a flag needs no value
        if (typeof(T) == typeof(bool)) _option.Arity = ArgumentArity.ZeroOrOne;
    }

    public Option Option => _option;

    /// <summary>The value.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="environment">Reads a variable; null where it is not set.</param>
    /// <param name="faults">Receives the faults.</param>
    public T Read(ParseResult result, Func<string, string?> environment, ICollection<string> faults)
    {
        var given = result.GetResult(_option) is { Implicit: false };
        var text = given ? result.GetValue(_option) ?? bool.TrueString : environment(_variable)?.Trim();
        if (string.IsNullOrEmpty(text)) return _fallback;
        if (_read(text, out var value) is { } valid) faults.Add($"{(given ? _option.Name : _variable)} is '{text}': give {valid}.");
        return value;
    }
}
