using System.Text.RegularExpressions;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Scripts;

/// <summary>What images are built from, without an engine that builds them.</summary>
public sealed partial class ImageContextTests
{
    /// <summary><c>.dockerignore</c> lets in only what it names: a file that a project carries with it and that isn't let in breaks its image alone.</summary>
    [Fact]
    public void DockerIgnore_FilesThatProjectsCarry_AreLetIn()
    {
        var letIn = File.ReadAllLines(Repository.PathOf(".dockerignore")).Where(line => line.StartsWith('!')).Select(line => $"{line[1..]}/").ToList();

        var carried = Directory.GetFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
            .SelectMany(project => FromTheRoot().Matches(File.ReadAllText(project)).Select(match => match.Groups[1].Value))
            // the version comes from git only if git is installed
            .Where(file => file != ".git")
            .ToList();

        carried.Should().NotBeEmpty();
        carried.Should().OnlyContain(file => letIn.Any(folder => file.StartsWith(folder, StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"\$\(RepositoryRoot\)([^;""']+)")]
    private static partial Regex FromTheRoot();
}
