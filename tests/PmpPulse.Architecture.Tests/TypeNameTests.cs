using System.Runtime.CompilerServices;

namespace PmpPulse.Architecture.Tests;

/// <summary>A name has only one meaning.</summary>
public sealed class TypeNameTests
{
    /// <summary>Names that every program has one of.</summary>
    private static readonly string[] OneEach = ["Log", "Program"];

    /// <summary>
    /// Names that assemblies without a view of each other share: above all resources of an API that its client and its server both write down.
    /// Don't add to this list.
    /// </summary>
    private static readonly string[] Shared =
    [
        "Backlog", "Clustering", "DatasetReference", "FeedEndpoints", "JobStatus", "LogEntry", "MaterializedViewDefinition", "QueryParameter", "SchedulerJob", "TableName",
        "TableReference", "TimePartitioning", "UpCommand", "ViewDefinition",
    ];

    public static TheoryData<string> Projects => [.. SourceProject.All.Keys.Order()];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Types_OfAProject_ShareNoNameWithAVisibleType(string name)
    {
        var project = SourceProject.All[name];
        var own = Names(project);
        var twice = project.Sees.Order().SelectMany(other => Names(SourceProject.All[other]).Intersect(own).Select(type => $"{type} in {name} and {other}"));

        twice.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Types_OfAProject_HaveUniqueNames(string name) =>
        Types(SourceProject.All[name]).GroupBy(type => type.Name).Where(types => types.Count() > 1).Select(types => types.Key).Should().BeEmpty();

    [Fact]
    public void Types_OfAllProjects_HaveUniqueNames() =>
        SourceProject.All.Values.SelectMany(Names).GroupBy(name => name).Where(names => names.Count() > 1).Select(names => names.Key).Should().BeEquivalentTo(Shared);

    private static HashSet<string> Names(SourceProject project) => [.. Types(project).Select(type => type.Name.Split('`')[0])];

    private static IEnumerable<Type> Types(SourceProject project) =>
        project.Assembly.GetTypes()
            .Where(type => !type.IsNested && type.Namespace?.StartsWith("PmpPulse.", StringComparison.Ordinal) == true)
            .Where(type => !type.Name.Contains('<', StringComparison.Ordinal) && !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
            .Where(type => !OneEach.Contains(type.Name));
}
