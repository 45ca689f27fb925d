using System.Text.RegularExpressions;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Docs;

/// <summary>Every relative link of the guides leads to a file, and every anchor to a heading.</summary>
public sealed partial class LinkTests
{
    [Fact]
    public void Links_InEveryGuide_Resolve()
    {
        var guides = Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(Repository.Root, "*.md")).ToArray();

        var links = guides.SelectMany(guide => Link().Matches(Prose(guide)).Select(match => (Guide: guide, Target: match.Groups[1].Value)))
            .Where(link => !link.Target.Contains("://", StringComparison.Ordinal)).ToArray();

        links.Should().HaveCountGreaterThan(50);
        links.Where(link => !Resolves(link.Guide, link.Target)).Select(link => $"{Path.GetRelativePath(Repository.Root, link.Guide)}: {link.Target}").Should().BeEmpty();
    }

    private static bool Resolves(string guide, string target)
    {
        var parts = target.Split('#');
        var path = parts[0].Length == 0 ? guide : Path.Combine(Path.GetDirectoryName(guide)!, parts[0]);
        return Path.Exists(path) && (parts.Length == 1 || Heading().Matches(Prose(path)).Any(match => Anchor(match.Groups[1].Value) == parts[1]));
    }

    /// <summary>GitHub's rule: lower case, no punctuation, hyphens for spaces.</summary>
    private static string Anchor(string heading) => Punctuation().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    private static string Prose(string guide) => Fence().Replace(File.ReadAllText(guide), "");

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();

    [GeneratedRegex("```.*?```", RegexOptions.Singleline)]
    private static partial Regex Fence();
}
