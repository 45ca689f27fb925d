using PmpPulse.Testing;

namespace PmpPulse.Security.Tests.Callers;

/// <summary>No service is left out of the tests of this project.</summary>
public sealed class EveryServiceTests
{
    // these serve anybody who can reach them, as the security posture documents
    private static readonly string[] KnowNoCallers = ["DashboardService", "FeedSimulatorService", "LocalCloudService"];

    [Fact]
    public void Services_InTheSources_AreAllTested()
    {
        var services = Directory.EnumerateFiles(Repository.PathOf("src"), "*Service.cs", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("ServiceDescription Description ", StringComparison.Ordinal))
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .ToList();
        var doors = File.ReadAllText(Repository.PathOf("tests", "PmpPulse.Security.Tests", "TestedService.cs"));

        services.Should().Contain(KnowNoCallers).And.HaveCountGreaterThan(5);
        services.Except(KnowNoCallers).Where(service => !doors.Contains($"{service}.Build", StringComparison.Ordinal)).Should().BeEmpty("each is added to TestedService.All");
    }
}
