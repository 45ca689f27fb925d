using Docker.DotNet;
using DotNet.Testcontainers.Configurations;

namespace PmpPulse.Containers.Tests;

/// <summary>The container engine, and the images that <c>make images</c> built.</summary>
internal static class Engine
{
    /// <summary>Set by <c>make container-test</c>, which builds the images first: images of another commit would prove nothing.</summary>
    private const string AskedVariable = "CONTAINER_TESTS";

    /// <summary>Every image and its program.</summary>
    public static readonly IReadOnlyDictionary<string, string> Programs = new Dictionary<string, string>
    {
        ["collector"] = "pmp-collector",
        ["writer"] = "pmp-writer",
        ["curation"] = "pmp-curation",
        ["budget-stop"] = "pmp-budget-stop",
        ["pmpctl"] = "pmpctl",
    };

    static Engine()
    {
        // tests dispose their containers; Testcontainers' reaper would be one more image to pull
        TestcontainersSettings.ResourceReaperEnabled = false;
    }

    public static DockerClient Client => field ??= TestcontainersSettings.OS.DockerEndpointAuthConfig.GetDockerClientBuilder(Guid.NewGuid()).Build();

    public static string Image(string name) => $"{Variable("IMAGE_PREFIX", "pmp")}/{name}:{Variable("IMAGE_TAG", "dev")}";

    /// <summary>Skips the test unless it was requested; then the engine and the images must exist.</summary>
    public static async Task RequireAsync()
    {
        Assert.SkipUnless(Variable(AskedVariable, "false") == "true", "container tests were not requested: make container-test builds the images and runs them");
        if (await MissingAsync() is { } missing) Assert.Fail(missing);
    }

    private static async Task<string?> MissingAsync()
    {
        // null if Testcontainers found no engine, or one too old for its API version
        if (TestcontainersSettings.OS.DockerEndpointAuthConfig is null)
            return "no container engine answers here: start Docker; for an old one set DOCKER_API_VERSION to what it speaks, as make container-test does";

        foreach (var name in Programs.Keys)
        {
            try
            {
                await Client.Images.InspectImageAsync(Image(name), TestContext.Current.CancellationToken);
            }
            catch (DockerImageNotFoundException)
            {
                return $"the image {Image(name)} is not built: make container-test builds it first";
            }
        }

        return null;
    }

    private static string Variable(string name, string otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : otherwise;
}
