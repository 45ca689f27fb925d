using System.Text.RegularExpressions;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Scripts;

/// <summary>The build context of the images, checked without a container engine.</summary>
public sealed partial class ImageContextTests
{
    /// <summary><c>.dockerignore</c> lists what is let in. A missing entry breaks only the image, so no other test notices.</summary>
    [Fact]
    public void DockerIgnore_FilesEmbeddedByProjects_AreIncluded()
    {
        var letIn = File.ReadAllLines(Repository.PathOf(".dockerignore")).Where(line => line.StartsWith('!')).Select(line => $"{line[1..]}/").ToList();

        var carried = Directory.GetFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
            .SelectMany(project => FromTheRoot().Matches(File.ReadAllText(project)).Select(match => match.Groups[1].Value))
            // needed only where git is installed, for the version
            .Where(file => file != ".git")
            .ToList();

        carried.Should().NotBeEmpty();
        carried.Should().OnlyContain(file => letIn.Any(folder => file.StartsWith(folder, StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"\$\(RepositoryRoot\)([^;""']+)")]
    private static partial Regex FromTheRoot();
}
