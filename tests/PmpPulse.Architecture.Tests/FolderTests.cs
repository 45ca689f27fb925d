using ArchUnitNET.Domain;

namespace PmpPulse.Architecture.Tests;

/// <summary>Folders of a project depend on each other in one direction. A folder is a direct child of the project, with all its contents.</summary>
public sealed class FolderTests
{
    /// <summary>Projects that still have a circle.</summary>
    private static readonly string[] NotYet = ["GoogleSql", "LocalCloud"];

    public static TheoryData<string> Projects => [.. SourceProject.All.Keys.Except(NotYet).Order()];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_OfAProject_KnowEachOtherInNoCircle(string name)
    {
        var project = SourceProject.All[name];
        var uses = SourceProject.Architecture.Types
            .SelectMany(type => type.Dependencies.Select(dependency => (From: Folder(project, type), To: Folder(project, dependency.Target), Example: $"{type.Name} -> {dependency.Target.Name}")))
            .Where(use => use.From is not null && use.To is not null && use.From != use.To)
            .GroupBy(use => (From: use.From!, To: use.To!))
            .ToDictionary(use => use.Key, use => use.First().Example);

        var circles = uses.Keys.Where(use => Reaches(uses.Keys, use.To, use.From)).Select(use => $"{use.From} -> {use.To} ({uses[use]})").Order();

        circles.Should().BeEmpty();
    }

    private static bool Reaches(IEnumerable<(string From, string To)> uses, string from, string to)
    {
        var seen = new HashSet<string> { from };
        var waiting = new Queue<string>(seen);
        while (waiting.TryDequeue(out var at))
        {
            if (at == to) return true;
            foreach (var next in uses.Where(use => use.From == at).Select(use => use.To).Where(seen.Add)) waiting.Enqueue(next);
        }

        return false;
    }

    /// <summary>Null for what is not in a folder of the project.</summary>
    private static string? Folder(SourceProject project, IType type) =>
        type.Namespace?.FullName is { } found && found.StartsWith(project.RootNamespace + ".", StringComparison.Ordinal) ? found[(project.RootNamespace.Length + 1)..].Split('.')[0] : null;
}
