using System.Text.RegularExpressions;
using ArchUnitNET.xUnitV3;
using PmpPulse.Contracts.Topology;
using PmpPulse.Feeds;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace PmpPulse.Architecture.Tests;

/// <summary>Code for a kind of feed stays in that kind's folder. Only programs that let people choose a feed may name a kind.</summary>
public sealed partial class KindTests
{
    /// <summary>Programs that run a feed's services or report on them.</summary>
    private static readonly string[] Hosts = ["Cli", "Collector", "Curation", "FeedSimulator", "Local", "Writer"];

    /// <summary>The one name that other projects may use: the default feed.</summary>
    private const string Default = FeedTopology.DefaultId;

    public static TheoryData<string> OtherProjects => [.. SourceProject.All.Keys.Except(["Feeds"]).Order()];

    public static TheoryData<string> ProjectsThatHostNone => [.. SourceProject.All.Keys.Except([.. Hosts, "Feeds"]).Order()];

    public static TheoryData<string> Kinds => [.. Feed.All.Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(OtherProjects))]
    public void Types_OfAProject_UseNoTypeOfAKind(string name)
    {
        Types().That().ResideInAssembly(SourceProject.All[name].Assembly)
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching($"^{Regex.Escape(typeof(Feed).Namespace!)}\\.({string.Join('|', Feed.All.Select(Folder))})$"))
            .Because("a service looks its kind up by the feed's topology: Feed.Named")
            .WithoutRequiringPositiveResults().Check(SourceProject.Architecture);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Types_OfAKind_AreInTheFolderOfItsName(string kind)
    {
        var folder = Folder(Feed.Named(kind));

        Directory.Exists(Path.Combine(SourceProject.All["Feeds"].Folder, folder)).Should().BeTrue($"{kind} is looked for in {folder}");
        Types().That().ResideInNamespace($"{typeof(Feed).Namespace}.{folder}")
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching($"^{Regex.Escape(typeof(Feed).Namespace!)}\\.({string.Join('|', Feed.All.Select(Folder).Except([folder]))})$"))
            .Because("what two kinds share is in Rows or Gbfs").Check(SourceProject.Architecture);
    }

    [Theory]
    [MemberData(nameof(ProjectsThatHostNone))]
    public void Literals_OfAProjectWithoutFeeds_NameNoKind(string name)
    {
        var found =
            from file in Directory.EnumerateFiles(SourceProject.All[name].Folder, "*.cs", SearchOption.AllDirectories)
            where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            from literal in Literal().Matches(Comment().Replace(File.ReadAllText(file), "")).Select(match => match.Value)
            where literal != $"\"{Default}\"" && Feed.All.Any(kind => literal.Contains(kind.Name, StringComparison.Ordinal))
            select $"{Path.GetFileName(file)}: {literal}";

        found.Should().BeEmpty();
    }

    private static string Folder(Feeds.Kinds.FeedKind kind) =>
        string.Concat(kind.Name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    [GeneratedRegex("\"[^\"\\r\\n]*\"", RegexOptions.CultureInvariant)]
    private static partial Regex Literal();

    [GeneratedRegex("^\\s*//.*$", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Comment();
}
