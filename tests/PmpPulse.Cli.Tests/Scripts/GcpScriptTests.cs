using System.Diagnostics;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Scripts;

/// <summary>
/// <c>make bootstrap</c> and <c>make deploy</c> in a copy of the repository, with fake tools that record their calls: the real ones need a
/// project.
/// </summary>
[Trait("Category", "Slow")]
public sealed class GcpScriptTests : IDisposable
{
    private const string Missing = "none";
    private const string Git = "/usr/bin/git";

    private readonly TemporaryDirectory _copy = new();

    public GcpScriptTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The scripts are for Unix shells.");
        Directory.CreateDirectory(Path.Combine(_copy, "scripts/gcp"));
        Directory.CreateDirectory(Path.Combine(_copy, "infra/terraform"));
        Directory.CreateDirectory(Path.Combine(_copy, "bin"));
        foreach (var file in Directory.GetFiles(Repository.PathOf("scripts/gcp"))) File.Copy(file, Path.Combine(_copy, "scripts/gcp", Path.GetFileName(file)));
        File.Copy(Repository.PathOf("infra/terraform/terraform.tfvars.example"), Path.Combine(_copy, "infra/terraform/terraform.tfvars.example"));
        foreach (var tool in new[] { "bash", "sed", "tail", "dirname", "grep", "cat", "env" })
        {
            File.CreateSymbolicLink(Path.Combine(_copy, "bin", tool), new[] { "/usr/bin/", "/bin/" }.Select(folder => folder + tool).First(File.Exists));
        }

        Tool("terraform", "case \"$*\" in *state_bucket*) echo p-123456-pmp-terraform;; *'-raw images'*) echo europe-west9-docker.pkg.dev/p-123456/pmp;; esac");
        Tool("gcloud", "case \"$*\" in *describe*collector*) exit 0;; *describe*) exit 1;; esac");
        Tool("docker", ":");
        Tool("dotnet", ":");
        Tool("git", "case \"$*\" in *rev-parse*) echo abc123;; esac");
        Tool("../scripts/images.sh", "echo \"  as $IMAGE_PREFIX $IMAGE_TAG\" >>\"$(dirname \"$0\")/../calls\"");
    }

    private IReadOnlyList<string> Calls => File.Exists(Path.Combine(_copy, "calls")) ? File.ReadAllLines(Path.Combine(_copy, "calls")) : [];

    public void Dispose() => _copy.Dispose();

    [Fact]
    public async Task Bootstrap_FreshProject_CreatesStateAndRegistryThenInitializes()
    {
        var (exitCode, output) = await RunAsync("bootstrap.sh", ("PROJECT", "p-123456"));

        exitCode.Should().Be(0, output);
        File.ReadAllText(Path.Combine(_copy, "infra/terraform/terraform.tfvars")).Should().Contain("project_id = \"p-123456\"");
        string.Join('\n', Calls).Should().Match(
            "*gcloud services enable*terraform -chdir=*/bootstrap init*terraform -chdir=*/bootstrap apply -var project_id=p-123456 -var region=europe-west9*terraform -chdir=*/terraform init*-backend-config=bucket=p-123456-pmp-terraform*");
        output.Should().Contain("make deploy");
        Calls.Where(call => call.Contains(" describe ", StringComparison.Ordinal)).Should().HaveCount(2).And.OnlyContain(
            call => call.EndsWith("--quiet", StringComparison.Ordinal), "its output is hidden, so a question would wait forever");
    }

    [Fact]
    public async Task Deploy_NewCommit_BuildsAndPushesMissingImagesThenApplies()
    {
        var (exitCode, output) = await RunAsync("deploy.sh", ("PROJECT", "p-123456"));

        exitCode.Should().Be(0, output);
        var calls = string.Join('\n', Calls);
        calls.Should().Contain("images.sh writer curation budget-stop pmpctl").And.Contain("as europe-west9-docker.pkg.dev/p-123456/pmp abc123");
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
    public async Task Deploy_LockFilesFromTerraformInit_AreNotUncommittedChanges()
    {
        await File.WriteAllTextAsync(Path.Combine(_copy, ".gitignore"), "bin/\ncalls\n", TestContext.Current.CancellationToken);
        await GitAsync("init", "--quiet");
        await GitAsync("add", "--all");
        await GitAsync("-c", "user.name=n", "-c", "user.email=n@example.com", "commit", "--quiet", "--message", "All");
        Directory.CreateDirectory(Path.Combine(_copy, "infra/terraform/bootstrap"));
        foreach (var folder in new[] { "infra/terraform", "infra/terraform/bootstrap" })
        {
            await File.WriteAllTextAsync(Path.Combine(_copy, folder, ".terraform.lock.hcl"), "provider", TestContext.Current.CancellationToken);
        }

        Tool("git", Missing);
        File.CreateSymbolicLink(Path.Combine(_copy, "bin/git"), Git);

        var (exitCode, output) = await RunAsync("deploy.sh", ("PROJECT", "p-123456"));

        exitCode.Should().Be(0, output);
        Calls[^1].Should().Contain("apply -var image_tag=");
    }

    [Fact]
    public async Task Deploy_ToolsMissing_NamesEachAndWhereToGetIt()
    {
        Tool("terraform", Missing);
        Tool("docker", Missing);

        var (exitCode, output) = await RunAsync("deploy.sh", ("PROJECT", "p-123456"));

        exitCode.Should().Be(2);
        output.Should().Contain("'terraform'").And.Contain("'docker'").And.Contain("https://docs.docker.com").And.NotContain("'gcloud'");
    }

    [Fact]
    public async Task Bootstrap_OnAnotherMachine_ImportsExistingResources()
    {
        Tool("gcloud", "exit 0");

        var (exitCode, output) = await RunAsync("bootstrap.sh", ("PROJECT", "p-123456"));

        exitCode.Should().Be(0, output);
        string.Join('\n', Calls).Should().Match(
            "*import -input=false -var project_id=p-123456 -var region=europe-west9 google_storage_bucket.state p-123456-pmp-terraform*"
            + "import *google_artifact_registry_repository.images projects/p-123456/locations/europe-west9/repositories/pmp*apply *");
    }

    [Fact]
    public async Task Bootstrap_OnTheOriginalMachine_ImportsNothing()
    {
        Tool("gcloud", "exit 0");
        Tool("terraform", "case \"$*\" in *state_bucket*) echo p-123456-pmp-terraform;; *'state list'*) printf '%s\\n' google_storage_bucket.state google_artifact_registry_repository.images;; esac");

        var (exitCode, output) = await RunAsync("bootstrap.sh", ("PROJECT", "p-123456"));

        exitCode.Should().Be(0, output);
        Calls.Should().NotContain(call => call.Contains(" import ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("bootstrap.sh", null, "PROJECT=your-project-id make bootstrap")]
    [InlineData("pmpctl.sh", null, "PROJECT=your-project-id scripts/gcp/pmpctl.sh")]
    [InlineData("bootstrap.sh", "My Project", "lower-case")]
    public async Task Bootstrap_ProjectMissingOrWrong_SaysWhatToPass(string script, string? project, string remedy)
    {
        var (exitCode, output) = await RunAsync(script, ("PROJECT", project ?? ""));

        exitCode.Should().Be(2);
        output.Should().Contain(remedy);
    }

    [Theory]
    [InlineData("", "up --target gcp")]
    [InlineData("curation_engine = \"worker\"", "up --engine worker --target gcp")]
    [InlineData("# curation_engine = \"worker\"", "up --target gcp")]
    public async Task Up_EngineInTheSettings_IsStarted(string setting, string expected)
    {
        Tool("../scripts/pmpctl.sh", ":");
        await File.WriteAllTextAsync(Path.Combine(_copy, "infra/terraform/terraform.tfvars"), $"project_id = \"p-123456\"\n{setting}\n", TestContext.Current.CancellationToken);

        var (exitCode, output) = await RunAsync("pmpctl.sh", ["up"]);

        exitCode.Should().Be(0, output);
        Calls[^1].Should().Be($"pmpctl.sh {expected}");
    }

    [Fact]
    public async Task Pmpctl_AnyCommand_GetsProjectRegionsAndQuotaProject()
    {
        Tool("../scripts/pmpctl.sh", "echo \"$GOOGLE_CLOUD_PROJECT $GOOGLE_CLOUD_QUOTA_PROJECT $RUN_REGION $SCHEDULER_REGION\"");

        var (exitCode, output) = await RunAsync("pmpctl.sh", ["status"], ("PROJECT", "p-123456"));

        exitCode.Should().Be(0, output);
        output.Trim().Should().Be("p-123456 p-123456 europe-west9 europe-west1");
    }

    [Fact]
    public async Task Up_EngineOnTheCommandLine_TakesPrecedence()
    {
        Tool("../scripts/pmpctl.sh", ":");
        await File.WriteAllTextAsync(
            Path.Combine(_copy, "infra/terraform/terraform.tfvars"), "project_id = \"p-123456\"\ncuration_engine = \"worker\"\n", TestContext.Current.CancellationToken);

        await RunAsync("pmpctl.sh", ["up", "--engine", "push"]);

        Calls[^1].Should().Be("pmpctl.sh up --engine push --target gcp");
    }

    [Theory]
    [InlineData("auth print-access-token")]
    [InlineData("auth application-default print-access-token")]
    public async Task Bootstrap_OneOfTwoLoginsMissing_SaysHowToGetBoth(string missing)
    {
        Tool("gcloud", $"[ \"$*\" != '{missing}' ]");

        var (exitCode, output) = await RunAsync("bootstrap.sh", ("PROJECT", "p-123456"));

        exitCode.Should().Be(2);
        output.Should().Contain("gcloud auth login --update-adc");
        Calls.Should().NotContain(call => call.Contains("services enable", StringComparison.Ordinal));
    }

    private async Task GitAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Git, arguments) { WorkingDirectory = _copy })!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.Should().Be(0, string.Join(' ', arguments));
    }

    private void Tool(string name, string body)
    {
        var file = Path.Combine(_copy, "bin", name);
        File.Delete(file);
        if (body == Missing) return;
        File.WriteAllText(file, $"#!{Path.Combine(_copy, "bin/bash")}\necho \"{Path.GetFileName(name)} $*\" >>'{Path.Combine(_copy, "calls")}'\n{body}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private Task<(int ExitCode, string Output)> RunAsync(string script, params (string Name, string Value)[] variables) => RunAsync(script, [], variables);

    private async Task<(int ExitCode, string Output)> RunAsync(string script, string[] arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("/bin/bash")
        {
            ArgumentList = { Path.Combine(_copy, "scripts/gcp", script) },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
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
