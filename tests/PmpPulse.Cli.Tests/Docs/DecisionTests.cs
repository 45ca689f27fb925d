using System.Globalization;
using System.Text.RegularExpressions;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Docs;

/// <summary>Decisions are numbered from 1 without gaps, each states its own number, and the index lists them all.</summary>
public sealed partial class DecisionTests
{
    private static readonly string Folder = Repository.PathOf("docs", "adr");

    [Fact]
    public void Decisions_Numbers_HaveNoGapsOrDuplicates()
    {
        var numbers = Decisions().Select(NumberOf).ToArray();

        numbers.Should().NotBeEmpty().And.Equal(Enumerable.Range(1, numbers.Length));
    }

    [Fact]
    public void Heading_OfEachDecision_StatesItsNumber() =>
        Decisions().Where(name => !File.ReadAllText(Path.Combine(Folder, name)).StartsWith($"# {NumberOf(name)}. ", StringComparison.Ordinal)).Should().BeEmpty();

    [Fact]
    public void Index_ListsEachDecision_OnceAndInOrder()
    {
        var listed = IndexLine().Matches(File.ReadAllText(Path.Combine(Folder, "README.md")));

        listed.Select(line => line.Groups["file"].Value).Should().Equal(Decisions());
        listed.Should().OnlyContain(line => line.Groups["file"].Value.StartsWith(line.Groups["number"].Value + "-", StringComparison.Ordinal));
    }

    /// <summary>A link whose text gives a decision's number leads to that decision.</summary>
    [Fact]
    public void Links_ToDecisions_HaveTheRightNumber()
    {
        var links = Directory.EnumerateFiles(Repository.Root, "*.md").Concat(Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories))
            .SelectMany(guide => NumberedLink().Matches(File.ReadAllText(guide)).Select(link => (Guide: Path.GetRelativePath(Repository.Root, guide), link.Groups)))
            .ToArray();

        links.Should().HaveCountGreaterThan(20);
        links.Where(link => Number(link.Groups["called"].Value) != Number(link.Groups["file"].Value)).Select(link => $"{link.Guide}: {link.Groups[0].Value}").Should().BeEmpty();
    }

    private static string[] Decisions() =>
        [.. Directory.EnumerateFiles(Folder, "*.md").Select(file => Path.GetFileName(file)).Where(name => char.IsAsciiDigit(name[0])).Order(StringComparer.Ordinal)];

    private static int NumberOf(string name) => Number(name.Split('-')[0]);

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\| (?<number>\d{3}) \| \[[^\]]+\]\((?<file>[^)]+)\) \| [^|]+ \|\r?$", RegexOptions.Multiline)]
    private static partial Regex IndexLine();

    [GeneratedRegex(@"\[ADR (?<called>\d+)\]\((?:[^)]*/)?(?<file>\d+)-[^)]+\)")]
    private static partial Regex NumberedLink();
}
