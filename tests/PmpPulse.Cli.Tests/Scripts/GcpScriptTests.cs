using System.Diagnostics;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Scripts;

/// <summary>
/// <c>make bootstrap</c> and <c>make deploy</c> in a copy of the repository, with tools that note how they were called: the real ones would
/// need a project.
/// </summary>
[Trait("Category", "Slow")]
public sealed class GcpScriptTests : IDisposable
{
    private const string Missing = "none";

    private readonly TemporaryDirectory _copy = new();

    public GcpScriptTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The scripts are for Unix shells.");
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "PmpPulse.sln"))) root = root.Parent!;
        Directory.CreateDirectory(Path.Combine(_copy, "scripts/gcp"));
        Directory.CreateDirectory(Path.Combine(_copy, "infra/terraform"));
        Directory.CreateDirectory(Path.Combine(_copy, "bin"));
        foreach (var file in Directory.GetFiles(Path.Combine(root.FullName, "scripts/gcp"))) File.Copy(file, Path.Combine(_copy, "scripts/gcp", Path.GetFileName(file)));
        File.Copy(Path.Combine(root.FullName, "infra/terraform/terraform.tfvars.example"), Path.Combine(_copy, "infra/terraform/terraform.tfvars.example"));
        foreach (var tool in new[] { "bash", "sed", "tail", "dirname", "grep", "cat", "env" })
        {
            File.CreateSymbolicLink(Path.Combine(_copy, "bin", tool), new[] { "/usr/bin/", "/bin/" }.Select(folder => folder + tool).First(File.Exists));
        }

        Tool("terraform", "case \"$*\" in *state_bucket*) echo p-123456-pmp-terraform;; *'-raw images'*) echo europe-west9-docker.pkg.dev/p-123456/pmp;; esac");
        Tool("gcloud", "case \"$*\" in *describe*collector*) exit 0;; *describe*) exit 1;; esac");
        Tool("docker", ":");
        Tool("git", "case \"$*\" in *rev-parse*) echo abc123;; esac");
        Tool("../scripts/images.sh", "echo \"  as $IMAGE_PREFIX $IMAGE_TAG\" >>\"$(dirname \"$0\")/../calls\"");
    }

    private IReadOnlyList<string> Calls => File.Exists(Path.Combine(_copy, "calls")) ? File.ReadAllLines(Path.Combine(_copy, "calls")) : [];

    public void Dispose() => _copy.Dispose();

    [Fact]
    public async Task Bootstrap_FreshProject_MakesStateAndRegistryThenInitializes()
    {
        var (exitCode, output) = await RunAsync("bootstrap.sh", ("PROJECT", "p-123456"));

        exitCode.Should().Be(0, output);
        File.ReadAllText(Path.Combine(_copy, "infra/terraform/terraform.tfvars")).Should().Contain("project_id = \"p-123456\"");
        string.Join('\n', Calls).Should().Match(
            "*gcloud services enable*terraform -chdir=*/bootstrap init*terraform -chdir=*/bootstrap apply -var project_id=p-123456 -var region=europe-west9*terraform -chdir=*/terraform init*-backend-config=bucket=p-123456-pmp-terraform*");
        output.Should().Contain("make deploy");
    }

    [Fact]
    public async Task Deploy_NewCommit_BuildsAndPushesOnlyWhatTheRegistryLacksThenApplies()
    {
        var (exitCode, output) = await RunAsync("deploy.sh", ("PROJECT", "p-123456"));

        exitCode.Should().Be(0, output);
        var calls = string.Join('\n', Calls);
        calls.Should().Contain("images.sh writer curation pmpctl").And.Contain("as europe-west9-docker.pkg.dev/p-123456/pmp abc123");
        calls.Should().Contain("docker push --quiet europe-west9-docker.pkg.dev/p-123456/pmp/writer:abc123").And.NotContain("docker push --quiet europe-west9-docker.pkg.dev/p-123456/pmp/collector:");
        Calls[^1].Should().EndWith("apply -var image_tag=abc123");
        calls.Should().NotContain("-auto-approve", "the plan is shown and asked about");
    }

    [Fact]
    public async Task Deploy_UncommittedChanges_IsRefused()
    {
        Tool("git", "case \"$*\" in *rev-parse*) echo abc123;; *status*) echo ' M README.md';; esac");

        var (exitCode, output) = await RunAsync("deploy.sh", ("PROJECT", "p-123456"));

        exitCode.Should().Be(2);
        output.Should().Contain("uncommitted");
        Calls.Should().NotContain(call => call.StartsWith("docker", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Deploy_ToolsMissing_NamesAllWithWhereToGetThem()
    {
        Tool("terraform", Missing);
        Tool("docker", Missing);

        var (exitCode, output) = await RunAsync("deploy.sh", ("PROJECT", "p-123456"));

        exitCode.Should().Be(2);
        output.Should().Contain("'terraform'").And.Contain("'docker'").And.Contain("https://docs.docker.com").And.NotContain("'gcloud'");
    }

    [Theory]
    [InlineData("bootstrap.sh", null, "make bootstrap PROJECT=")]
    [InlineData("bootstrap.sh", "My Project", "lower-case")]
    public async Task Bootstrap_ProjectMissingOrWrong_SaysWhatToGive(string script, string? project, string remedy)
    {
        var (exitCode, output) = await RunAsync(script, ("PROJECT", project ?? ""));

        exitCode.Should().Be(2);
        output.Should().Contain(remedy);
    }

    [Fact]
    public async Task Bootstrap_NoCredentials_SaysHowToLogIn()
    {
        Tool("gcloud", "exit 1");

        var (exitCode, output) = await RunAsync("bootstrap.sh", ("PROJECT", "p-123456"));

        exitCode.Should().Be(2);
        output.Should().Contain("gcloud auth application-default login");
    }

    private void Tool(string name, string body)
    {
        var file = Path.Combine(_copy, "bin", name);
        File.Delete(file);
        if (body == Missing) return;
        File.WriteAllText(file, $"#!{Path.Combine(_copy, "bin/bash")}\necho \"{Path.GetFileName(name)} $*\" >>'{Path.Combine(_copy, "calls")}'\n{body}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task<(int ExitCode, string Output)> RunAsync(string script, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("/bin/bash")
        {
            ArgumentList = { Path.Combine(_copy, "scripts/gcp", script) },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Path.Combine(_copy, "bin");
        foreach (var (name, value) in variables) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await error;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }
}
