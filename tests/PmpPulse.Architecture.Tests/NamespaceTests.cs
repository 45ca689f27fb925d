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
        // top-level statements have no namespace
        var elsewhere = project.Files.Where(file => file != "Program.cs" && Namespace().Match(project.Text(file)).Groups[1].Value != Expected(project, file));

        elsewhere.Should().BeEmpty();
    }

    private static string Expected(SourceProject project, string file) =>
        string.Join('.', Path.GetDirectoryName(file)!.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Prepend(project.RootNamespace));

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
