using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace PmpPulse.Cli.Running;

/// <summary>Options whose values are numbers within bounds; anything else is refused in one sentence.</summary>
internal static class NumberOption
{
    /// <summary>An option with a default.</summary>
    public static Option<T> Of<T>(string name, string description, T standard, T min, T max)
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            DefaultValueFactory = _ => standard,
            CustomParser = result =>
            {
                var given = result.Tokens[^1].Value;
                if (T.TryParse(given, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max) return number;
                result.AddFault($"{name} is '{given}': it must be a{(standard is int ? " whole" : "")} number from {min} to {max}.");
                return default;
            },
        };
}
