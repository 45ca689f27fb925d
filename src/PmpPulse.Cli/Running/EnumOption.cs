using System.CommandLine;

namespace PmpPulse.Cli.Running;

/// <summary>Options whose values are a few words; read in any case, shown in lower case.</summary>
internal static class EnumOption
{
    /// <summary>An option over an enumeration.</summary>
    public static Option<T> Of<T>(string name, string description, params string[] aliases)
        where T : struct, Enum
    {
        var words = Enum.GetNames<T>().Select(word => word.ToLowerInvariant()).ToArray();
        var option = new Option<T>(name, aliases)
        {
            Description = description,
            HelpName = string.Join('|', words),
            CustomParser = result =>
            {
                var given = result.Tokens[^1].Value;
                if (words.Contains(given, StringComparer.OrdinalIgnoreCase)) return Enum.Parse<T>(given, ignoreCase: true);
                result.AddFault($"{name} is '{given}': it must be {string.Join(" or ", words)}.");
                return default;
            },
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add(words);
        return option;
    }
}
