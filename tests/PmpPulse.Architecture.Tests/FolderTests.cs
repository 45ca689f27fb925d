using ArchUnitNET.Domain;

namespace PmpPulse.Architecture.Tests;

/// <summary>
/// Folders that stand beside each other know each other one way round, at every depth. What stands right in a folder that has folders of
/// its own counts as one of them: it puts them together, and they don't know it.
/// </summary>
public sealed class FolderTests
{
    /// <summary>What every folder may write to, wherever it stands.</summary>
    private static readonly string[] Everywhere = ["Log"];

    /// <summary>Folders that still have a circle within.</summary>
    private static readonly string[] NotYet = [];

    public static TheoryData<string> Projects => [.. SourceProject.All.Keys.Order()];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_OfAProject_KnowEachOtherInNoCircle(string name)
    {
        var project = SourceProject.All[name];
        var uses = SourceProject.Architecture.Types
            .SelectMany(type => type.Dependencies.Select(dependency => dependency.Target).Select(used => (Use: Use.Between(Place(project, type), Place(project, used)), Example: $"{type.Name} -> {used.Name}")))
            .Where(found => found.Use is not null)
            .GroupBy(found => found.Use!)
            .ToDictionary(found => found.Key, found => found.First().Example);

        var circles = uses.Keys.Where(use => Reaches(uses.Keys, use.To, use.From)).Select(use => $"{name}/{use.From} -> {use.To} ({uses[use]})").Order();

        circles.Where(circle => !NotYet.Any(circle.StartsWith)).Should().BeEmpty();
    }

    private static bool Reaches(IEnumerable<Use> uses, string from, string to)
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

    /// <summary>The folders that lead to a type's file; null for what is not of the project.</summary>
    private static string[]? Place(SourceProject project, IType type) =>
        type.Namespace?.FullName is { } found && (found + ".").StartsWith(project.RootNamespace + ".", StringComparison.Ordinal) && !Everywhere.Contains(type.Name)
            ? found[project.RootNamespace.Length..].Split('.', StringSplitOptions.RemoveEmptyEntries)
            : null;

    /// <summary>One of two that stand beside each other knows the other.</summary>
    private sealed record Use(string From, string To)
    {
        public static Use? Between(string[]? from, string[]? to)
        {
            if (from is null || to is null) return null;
            var shared = from.Zip(to).TakeWhile(pair => pair.First == pair.Second).Count();
            return shared == from.Length && shared == to.Length ? null : new Use(At(from), At(to));

            string At(string[] place) => string.Join('/', [.. place[..shared], place.ElementAtOrDefault(shared) ?? "."]);
        }
    }
}
