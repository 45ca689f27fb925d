using System.Text.RegularExpressions;
using ArchUnitNET.Domain;

namespace PmpPulse.Architecture.Tests;

/// <summary>
/// Sibling folders depend on each other in one direction only, at every depth. Types directly in a folder that has subfolders count as a
/// folder of their own: they may use the subfolders, but the subfolders may not use them.
/// </summary>
public sealed partial class FolderTests
{
    /// <summary>Folders that every folder of a project may use.</summary>
    private static readonly string[] Everywhere = ["Log"];

    /// <summary>
    /// Folders whose own types both use their subfolders and are used by them (options, telemetry, a JSON context). Don't add to this list:
    /// every other project keeps shared types in a folder of their own.
    /// </summary>
    private static readonly string[] Sharing = ["Cli", "Cli/Dlq", "Cli/Replay", "Collector", "Curation", "FeedSimulator", "GoogleCloud", "Local", "Writer"];

    public static TheoryData<string> Projects => [.. SourceProject.All.Keys.Order()];

    public static TheoryData<string> SharingFolders => [.. Sharing];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_OfAProject_HaveNoCyclicDependencies(string name) =>
        Circles(name, use => !Sharing.Any(use.IsOfFolder)).Should().BeEmpty();

    [Theory]
    [MemberData(nameof(SharingFolders))]
    public void SharingFolders_AllowList_HasNoStaleEntries(string folder) =>
        Circles(folder.Split('/')[0], use => true).Should().Contain(circle => circle.StartsWith($"{folder}/. ->", StringComparison.Ordinal));

    private static IEnumerable<string> Circles(string name, Func<Use, bool> counts)
    {
        var project = SourceProject.All[name];
        var uses = SourceProject.Architecture.Types
            .SelectMany(type => type.Dependencies.Select(dependency => dependency.Target).Select(used => (Use: Use.Between(Place(project, type), Place(project, used)), Example: $"{type.Name} -> {used.Name}")))
            .Concat(Imports(project))
            .Where(found => found.Use is not null && counts(found.Use))
            .GroupBy(found => found.Use!)
            .ToDictionary(found => found.Key, found => found.First().Example);

        return uses.Keys.Where(use => Reaches(uses.Keys, use.To, use.From)).Select(use => $"{use.From} -> {use.To} ({uses[use]})").Order();
    }

    /// <summary>Uses that the files' using directives show: a constant is copied to where it is used, so the assembly doesn't.</summary>
    private static IEnumerable<(Use? Use, string Example)> Imports(SourceProject project) =>
        from file in project.Files
        from Match import in Import().Matches(project.Text(file))
        select (Use.Between(Place(project, Path.GetDirectoryName(file)!), Imported(project, import.Groups[1].Value)), $"{Path.GetFileName(file)} -> {import.Groups[1].Value}");

    /// <summary>The folder of an imported namespace, or of the type whose members or alias are imported.</summary>
    private static string[]? Imported(SourceProject project, string name)
    {
        if (!name.StartsWith(project.RootNamespace + ".", StringComparison.Ordinal)) return null;
        var folder = name[(project.RootNamespace.Length + 1)..].Replace('.', Path.DirectorySeparatorChar);
        while (!Directory.Exists(Path.Combine(project.Folder, folder))) folder = Path.GetDirectoryName(folder)!;
        return Place(project, folder);
    }

    private static string[] Place(SourceProject project, string folder) =>
        [project.Name, .. folder.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)];

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

    /// <summary>The project and the folders above a type's file; null if the type isn't from the project.</summary>
    private static string[]? Place(SourceProject project, IType type) =>
        type.Namespace?.FullName is { } found && (found + ".").StartsWith(project.RootNamespace + ".", StringComparison.Ordinal) && !Everywhere.Contains(type.Name)
            ? [project.Name, .. found[project.RootNamespace.Length..].Split('.', StringSplitOptions.RemoveEmptyEntries)]
            : null;

    /// <summary>One sibling uses another. A trailing dot stands for the types directly in that folder.</summary>
    private sealed record Use(string From, string To)
    {
        public static Use? Between(string[]? from, string[]? to)
        {
            if (from is null || to is null) return null;
            var shared = from.Zip(to).TakeWhile(pair => pair.First == pair.Second).Count();
            return shared == from.Length && shared == to.Length ? null : new Use(At(from), At(to));

            string At(string[] place) => string.Join('/', [.. place[..shared], place.ElementAtOrDefault(shared) ?? "."]);
        }

        /// <summary>Whether it is between a folder's own types and its subfolders.</summary>
        public bool IsOfFolder(string folder) => From == folder + "/." || To == folder + "/.";
    }

    [GeneratedRegex(@"^using (?:static )?(?:\w+ = )?([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Import();
}
