using ArchUnitNET.xUnitV3;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace PmpPulse.Architecture.Tests;

/// <summary>Which project may use which.</summary>
public sealed class ProjectTests
{
    /// <summary>The projects whose types each project may use. A project that isn't listed fails the test.</summary>
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Contracts"] = [],
        ["GoogleApis"] = [],
        ["GoogleSql"] = [],
        ["Settings"] = [],
        ["Terminal"] = ["Contracts"],
        ["ServiceDefaults"] = ["Contracts", "Settings"],
        ["GoogleCloud"] = ["Contracts", "GoogleApis", "Settings"],
        ["Feeds"] = ["Contracts", "GoogleApis", "GoogleCloud"],
        ["Warehouse"] = ["Contracts", "GoogleApis", "GoogleCloud"],
        ["Operations"] = ["Contracts", "GoogleApis", "GoogleCloud"],
        ["Collector"] = ["Contracts", "Feeds", "GoogleApis", "GoogleCloud", "ServiceDefaults", "Settings"],
        ["Writer"] = ["Contracts", "Feeds", "GoogleApis", "GoogleCloud", "ServiceDefaults", "Settings", "Warehouse"],
        ["Curation"] = ["Contracts", "Feeds", "GoogleApis", "GoogleCloud", "ServiceDefaults", "Settings", "Warehouse"],
        ["BudgetStop"] = ["Contracts", "GoogleApis", "GoogleCloud", "Operations", "ServiceDefaults", "Settings"],
        ["Dashboard"] = ["Contracts", "GoogleApis", "GoogleCloud", "ServiceDefaults", "Settings"],
        ["FeedSimulator"] = ["Contracts", "Feeds", "ServiceDefaults", "Settings"],
        ["LocalCloud"] = ["Contracts", "GoogleApis", "GoogleSql", "ServiceDefaults", "Settings"],
        ["Cli"] = ["Contracts", "Feeds", "GoogleApis", "GoogleCloud", "Operations", "ServiceDefaults", "Settings", "Terminal", "Warehouse"],
        ["Local"] =
        [
            "Collector", "Contracts", "Curation", "Dashboard", "Feeds", "FeedSimulator", "GoogleApis", "GoogleCloud", "LocalCloud", "ServiceDefaults", "Settings",
            "Terminal", "Warehouse", "Writer",
        ],
    };

    public static TheoryData<string> Projects => [.. SourceProject.All.Keys.Order()];

    [Theory]
    [MemberData(nameof(Projects))]
    public void References_OfAProject_AreAllowed(string name)
    {
        MayKnow.Should().ContainKey(name, "decide a project's dependencies before writing it");
        var project = SourceProject.All[name];

        project.References.Should().BeSubsetOf(MayKnow[name]);
        project.Sees.Except(MayKnow[name]).Where(other => !SourceProject.All[other].References.All(SeenThrough)).Should().BeEmpty();

        // an allowed project's own dependencies are allowed too
        bool SeenThrough(string other) => project.Sees.Contains(other);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Types_OfAProject_UseOnlyAllowedProjects(string name)
    {
        var mayNot = SourceProject.All.Values.Where(other => other.Name != name && !MayKnow[name].Contains(other.Name)).Select(other => other.Assembly).ToArray();

        Types().That().ResideInAssembly(SourceProject.All[name].Assembly)
            .Should().NotDependOnAny(Types().That().ResideInAssembly(mayNot[0], mayNot[1..]))
            .WithoutRequiringPositiveResults().Check(SourceProject.Architecture);
    }

    [Fact]
    public void Collector_Dependencies_IncludeNoSql()
    {
        var carried = SourceProject.All["Collector"].Sees.Append("Collector")
            .SelectMany(name => SourceProject.All[name].Assembly.GetManifestResourceNames());

        carried.Should().NotContain(name => name.StartsWith("marts/", StringComparison.Ordinal) || name.StartsWith("schemas/", StringComparison.Ordinal));
        SourceProject.All["Writer"].Sees.SelectMany(name => SourceProject.All[name].Assembly.GetManifestResourceNames())
            .Should().Contain(name => name.StartsWith("marts/", StringComparison.Ordinal), "the names are those that are looked for");
    }
}
