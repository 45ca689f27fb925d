using System.Text.Json.Nodes;
using Google.Cloud.Dataflow.V1Beta3;
using Grpc.Core;
using PmpPulse.Cli.Engines;
using PmpPulse.Cli.Tests.Support;
using PmpPulse.GoogleCloud;
using PmpPulse.Operations;
using PmpPulse.ScriptedGoogle;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Engines;

public sealed class DataflowEngineTests : IAsyncLifetime
{
    private readonly List<string> _progress = [];
    private ScriptedCloud _cloud = null!;
    private GoogleCloudClients _clients = null!;

    public async ValueTask InitializeAsync()
    {
        _cloud = await ScriptedCloud.StartAsync();
        _cloud.On("POST", "/upload/storage/v1/b/p-pmp-dataflow/o", 200, "{}");
        _clients = GoogleCloudClients.Create(new GoogleCloudOptions
        {
            ProjectId = "p",
            AdminEmulatorHost = _cloud.Environment["ADMIN_EMULATOR_HOST"],
            DataflowEmulatorHost = _cloud.Environment["DATAFLOW_EMULATOR_HOST"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        _clients.Dispose();
        await _cloud.DisposeAsync();
    }

    [Fact]
    public async Task Launch_NoneRunning_WritesThePipelineAndLaunchesGooglesTemplate()
    {
        var job = await Engine().LaunchAsync(Progress(), Stop);

        job.Name.Should().MatchRegex("^pmp-velib-curated-[0-9]{8}-[0-9]{6}$");
        job.State.Should().Be("JOB_STATE_QUEUED");
        var launch = _cloud.Dataflow.Launches.Should().ContainSingle().Subject;
        launch.ProjectId.Should().Be("p");
        launch.Location.Should().Be("europe-west9");
        launch.LaunchParameter.ContainerSpecGcsPath.Should().Be("gs://dataflow-templates-europe-west9/latest/flex/Yaml_Template");
        launch.LaunchParameter.Environment.ServiceAccountEmail.Should().Be("pmp-dataflow@p.iam.gserviceaccount.com");
        launch.LaunchParameter.Environment.MaxWorkers.Should().Be(2);
        launch.LaunchParameter.Environment.TempLocation.Should().Be("gs://p-pmp-dataflow/temp");
        var folder = $"gs://p-pmp-dataflow/pipelines/{job.Name}";
        launch.LaunchParameter.Parameters["yaml_pipeline_file"].Should().Be($"{folder}/velib-curated.yaml");
        var variables = JsonNode.Parse(launch.LaunchParameter.Parameters["jinja_variables"])!;
        ((string)variables["curation_file"]!).Should().Be($"{folder}/velib_curation.py");
        ((string)variables["project"]!).Should().Be("p");
        _cloud.Requests.Should().Contain(request => request.Contains($"name=pipelines%2F{job.Name}%2Fvelib-curated.yaml", StringComparison.Ordinal) && request.Contains("WriteToBigQuery", StringComparison.Ordinal));
        _cloud.Requests.Should().Contain(request => request.Contains($"name=pipelines%2F{job.Name}%2Fvelib_curation.py", StringComparison.Ordinal) && request.Contains("def curate(", StringComparison.Ordinal));
        _cloud.Dataflow.Routes.Should().OnlyContain(route => route == "location=europe-west9", "Dataflow would look in us-central1 without it");
        _progress.Should().Contain(line => line.Contains("launching", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(JobState.Running)]
    [InlineData(JobState.Queued)]
    [InlineData(JobState.Draining)]
    public async Task Launch_JobExists_IsRefused(JobState state)
    {
        _cloud.Dataflow.Add("another-team", JobState.Running, "a");
        _cloud.Dataflow.Add("pmp-velib-curated-20261101-000000", state, "b");

        var launch = () => Engine().LaunchAsync(Progress(), Stop);

        (await launch.Should().ThrowAsync<MisuseException>()).Which.Message.Should().Contain("pmp-velib-curated-20261101-000000").And.Contain("pmpctl down");
        _cloud.Dataflow.Launches.Should().BeEmpty();
    }

    [Fact]
    public async Task Launch_AnotherOperatorWasFirst_CancelsItsOwnJob()
    {
        _cloud.Dataflow.OnLaunch = () => _cloud.Dataflow.Add("pmp-velib-curated-20000101-000000");

        var launch = () => Engine().LaunchAsync(Progress(), Stop);

        await launch.Should().ThrowAsync<MisuseException>();
        _cloud.Dataflow.Jobs.Values.Single(job => job.Name != "pmp-velib-curated-20000101-000000").CurrentState.Should().Be(JobState.Cancelling);
        _cloud.Dataflow.Jobs["id-pmp-velib-curated-20000101-000000"].CurrentState.Should().Be(JobState.Running);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public async Task Launch_TooManyWorkers_IsRefused(int workers)
    {
        var launch = () => Engine(workers).LaunchAsync(Progress(), Stop);
        (await launch.Should().ThrowAsync<MisuseException>()).Which.Message.Should().Contain("--max-workers");
        _cloud.Dataflow.Launches.Should().BeEmpty();
    }

    [Theory]
    [InlineData(JobState.Running, true, JobState.Draining)]
    [InlineData(JobState.Running, false, JobState.Cancelling)]
    [InlineData(JobState.Queued, true, JobState.Cancelling)]
    public async Task Stop_Job_IsDrainedOrCancelled(JobState state, bool drain, JobState becomes)
    {
        var job = _cloud.Dataflow.Add("pmp-velib-curated-20261101-000000", state);
        await Engine().Jobs.StopAsync(job.Id, drain, Stop);
        job.CurrentState.Should().Be(becomes);
    }

    [Fact]
    public async Task Wait_UntilRunning_ReportsEachState()
    {
        var job = _cloud.Dataflow.Add("pmp-velib-curated-20261101-000000");
        (await Engine().WaitAsync(job.Id, untilEnded: false, Progress(), Stop)).State.Should().Be("JOB_STATE_RUNNING");
        job.CurrentState = JobState.Failed;
        (await Engine().WaitAsync(job.Id, untilEnded: true, Progress(), Stop)).State.Should().Be("JOB_STATE_FAILED");
        _progress.Should().Equal("pmp-velib-curated-20261101-000000: JOB_STATE_RUNNING", "pmp-velib-curated-20261101-000000: JOB_STATE_FAILED");
    }

    [Fact]
    public async Task List_Refused_ThrowsWhatDataflowSays()
    {
        _cloud.Dataflow.Refusal = new RpcException(new Grpc.Core.Status(StatusCode.PermissionDenied, "Dataflow API has not been used"));
        var list = () => Engine().Jobs.ListActiveAsync(Stop);
        (await list.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.PermissionDenied);
    }

    [Fact]
    public async Task List_ApiNotEnabled_IsEmpty()
    {
        var details = new Google.Rpc.Status { Code = (int)StatusCode.PermissionDenied };
        details.Details.Add(Google.Protobuf.WellKnownTypes.Any.Pack(new Google.Rpc.ErrorInfo { Reason = "SERVICE_DISABLED", Domain = "googleapis.com" }));
        _cloud.Dataflow.Refusal = new RpcException(
            new Grpc.Core.Status(StatusCode.PermissionDenied, "Dataflow API has not been used"), new Metadata { { "grpc-status-details-bin", Google.Protobuf.MessageExtensions.ToByteArray(details) } });
        (await Engine().Jobs.ListActiveAsync(Stop)).Should().BeEmpty("no engine can run there");
    }

    [Fact]
    public async Task Down_JobRuns_CancelsIt()
    {
        var job = _cloud.Dataflow.Add("pmp-velib-curated-20261101-000000");
        var run = await Pmpctl.RunAsync(_cloud.Environment, "down", "--output", "json");

        job.CurrentState.Should().Be(JobState.Cancelling, run.Error);
        run.Json["steps"]!.AsArray().Select(step => (string)step!["step"]!).Should().Contain("cancel Dataflow job pmp-velib-curated-20261101-000000");
    }

    [Fact]
    public async Task Up_MaxWorkers_ArePassedToTheJob()
    {
        var run = await Pmpctl.RunAsync(_cloud.Environment, "up", "--engine", "dataflow", "--max-workers", "3", "--output", "json");
        _cloud.Dataflow.Launches.Should().ContainSingle(run.Output + run.Error).Which.LaunchParameter.Environment.MaxWorkers.Should().Be(3);
    }

    [Fact]
    public async Task Up_TooManyWorkers_IsMisuse()
    {
        var run = await Pmpctl.RunAsync(_cloud.Environment, "up", "--engine", "dataflow", "--max-workers", "11");
        run.ExitCode.Should().Be(ExitCodes.Misused);
        run.Error.Should().Contain("--max-workers is '11': it must be a whole number from 1 to 10");
        _cloud.Dataflow.Launches.Should().BeEmpty();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DataflowEngine Engine(int maxWorkers = 2) =>
        new(_clients.Dataflow, _clients.Storage, DataflowEngineOptions.Of("p", Velib.Curation) with { MaxWorkers = maxWorkers }, TimeProvider.System);

    private SynchronousProgress Progress() => new(_progress);

    private sealed class SynchronousProgress(List<string> lines) : IProgress<string>
    {
        public void Report(string value) => lines.Add(value);
    }
}
