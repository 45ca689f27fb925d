using System.Text.RegularExpressions;

namespace PmpPulse.Architecture.Tests;

/// <summary>A type's folder matches its namespace.</summary>
public sealed partial class NamespaceTests
{
    public static TheoryData<string> Projects => [.. SourceProject.All.Keys.Order()];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Namespaces_OfAProject_MatchItsFolders(string name)
    {
        var project = SourceProject.All[name];
        var elsewhere = Directory.EnumerateFiles(project.Folder, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(project.Folder, file))
            .Where(file => file.Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"))
            .Where(file => Namespace().Match(File.ReadAllText(Path.Combine(project.Folder, file))) is { Success: true } found && found.Groups[1].Value != Expected(project, file));

        elsewhere.Should().BeEmpty();
    }

    private static string Expected(SourceProject project, string file) =>
        string.Join('.', Path.GetDirectoryName(file)!.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Prepend(project.RootNamespace));

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
