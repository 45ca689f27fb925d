namespace PmpPulse.Containers.Tests;

/// <summary>Each image on its own: its configuration and what it prints.</summary>
[Trait("Category", "Slow")]
public sealed class ImageTests
{
    private static readonly Dictionary<string, string> NoSettings = [];

    public static TheoryData<string> Images => [.. Engine.Programs.Keys];

    public static TheoryData<string> Services => [.. Engine.Programs.Keys.Where(name => name != "pmpctl")];

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Image_Settings_AreSafe(string name)
    {
        await Engine.RequireAsync();
        var image = await Engine.Client.Images.InspectImageAsync(Engine.Image(name), TestContext.Current.CancellationToken);

        var config = image.Config!;
        config.User.Should().Be("1654", "a number, so that a cluster can tell it is not root");
        config.Entrypoint.Should().Equal(["/app/program"], "SIGTERM must reach the program without a shell between");
        config.Env.Should().Contain("PORT=8080").And.NotContain(variable => IsSecret(variable));
        config.Volumes.Should().BeNullOrEmpty();
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Run_Help_ListsTheSettings(string name)
    {
        await Engine.RequireAsync();
        var (exitCode, output, errors) = await ServiceContainer.RunAsync(name, NoSettings, ["--help"], TestContext.Current.CancellationToken);

        exitCode.Should().Be(0, errors);
        output.Should().Contain(Engine.Programs[name]);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Run_NoSettings_NamesWhatIsMissing(string name)
    {
        await Engine.RequireAsync();
        var (exitCode, _, errors) = await ServiceContainer.RunAsync(name, NoSettings, [], TestContext.Current.CancellationToken);

        exitCode.Should().Be(2);
        errors.Should().Contain("OIDC_AUDIENCE").And.Contain("GOOGLE_CLOUD_PROJECT");
    }

    private static bool IsSecret(string variable) =>
        variable.Contains("SECRET", StringComparison.OrdinalIgnoreCase) || variable.Contains("TOKEN", StringComparison.OrdinalIgnoreCase)
        || variable.Contains("PASSWORD", StringComparison.OrdinalIgnoreCase) || variable.Contains("KEY=", StringComparison.OrdinalIgnoreCase);
}
