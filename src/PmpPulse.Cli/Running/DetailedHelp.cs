using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text;
using System.Text.RegularExpressions;

namespace PmpPulse.Cli.Running;

/// <summary>
/// Help in two lengths: a list of commands shows the first sentence of each description, a command's own help all of it. Defaults are
/// shown as they are typed, in lower case.
/// </summary>
internal sealed partial class DetailedHelp(HelpAction usual, IReadOnlyDictionary<Command, string> details) : SynchronousCommandLineAction
{
    private const int Width = 120;

    /// <summary>Shortens every command's description and puts the rest into its own help.</summary>
    public static void AddTo(RootCommand root)
    {
        var details = new Dictionary<Command, string>();
        foreach (var command in root.Subcommands.Concat(root.Subcommands.SelectMany(command => command.Subcommands)))
        {
            var text = command.Description ?? string.Empty;
            var end = SentenceEnd().Match(text) is { Success: true } match ? match.Index + 1 : text.Length;
            if (end == text.Length) continue;
            command.Description = text[..end].ReplaceLineEndings(" ");
            details[command] = Rewrap(text[end..].Trim());
        }

        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new DetailedHelp((HelpAction)help.Action!, details);
    }

    /// <inheritdoc />
    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        var buffer = new StringWriter();
        parseResult.InvocationConfiguration.Output = buffer;
        var exitCode = usual.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        output.Document(Default().Replace(WithoutRepeats(buffer.ToString().TrimEnd()), found => found.Value.ToLowerInvariant()));
        if (details.TryGetValue(parseResult.CommandResult.Command, out var rest))
        {
            output.Document($"\n{rest}");
        }

        return exitCode;
    }

    /// <summary>A command's own option stands for the shared one of its name, which the library lists too.</summary>
    private static string WithoutRepeats(string help)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return string.Join('\n', help.ReplaceLineEndings("\n").Split('\n').Where(line => OptionNames().Match(line) is not { Success: true } names || seen.Add(names.Value)));
    }

    /// <summary>Reflows the first paragraph, which lost its first sentence.</summary>
    private static string Rewrap(string text)
    {
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0) return text;
        var lines = new StringBuilder();
        var column = 0;
        foreach (var word in text[..end].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var isFirst = lines.Length == 0;
            var breaks = column + 1 + word.Length > Width;
            lines.Append(isFirst ? "" : breaks ? "\n" : " ").Append(word);
            column = isFirst || breaks ? word.Length : column + 1 + word.Length;
        }

        return lines.Append(text.AsSpan(end)).ToString();
    }

    [GeneratedRegex(@"^  -[^<\s]+(, --[^<\s]+)*(?=\s)")]
    private static partial Regex OptionNames();

    // a period inside a word, as in pmpctl.sh, ends nothing
    [GeneratedRegex(@"\.(?=\s)")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"\[default: [A-Za-z]+\]")]
    private static partial Regex Default();
}
