using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using PmpPulse.Cli.Tests.Support;
using PmpPulse.ScriptedGoogle;

namespace PmpPulse.Cli.Tests.AdminCalls;

/// <summary>Every call that pmpctl makes to Google, refused in every way: the message, the exit code, and the number of attempts.</summary>
public sealed partial class AdminCallTests : IAsyncLifetime
{
    private const int MaxAttempts = 5;

    private readonly FastForwardTime _clock = new();
    private ScriptedCloud _cloud = null!;
    private int _attempts;

    public static TheoryData<string, int> Cases => new(
        from call in AdminCall.All from answer in GoogleAnswer.All select new TheoryDataRow<string, int>(call.ToString(), answer.Status));

    public async ValueTask InitializeAsync()
    {
        _cloud = await ScriptedCloud.StartAsync();
        HealthyProject.Arrange(_cloud);
    }

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Command_OneCallRefused_NamesTheCallTheAnswerAndTheRemedy(string named, int status)
    {
        var call = AdminCall.All.Single(call => call.ToString() == named);
        var answer = GoogleAnswer.All.Single(answer => answer.Status == status);
        call.Arrange(_cloud);
        Refuse(call, answer);

        var run = await Pmpctl.RunAsync(_cloud.Environment, _clock, [.. call.Command.Split(' '), "--output", "json"]);

        _attempts.Should().BeGreaterThan(0, $"the command makes this call; it said {run.Output}{run.Error}");
        var (text, exitCode) = status == 404 && call.Missing is { } missing ? missing : (Expected(call, answer), call.ExitCode);
        run.ExitCode.Should().Be(exitCode, run.Output + run.Error);
        if (text is null) run.Output.Should().NotContain(answer.Message);
        else Texts.Of(run.Json).Select(said => LaunchedName().Replace(said, "*")).Should().Contain(text, run.Error);
        if (status != 404 || call.Missing is null) Tried(call, answer);
        if (call.Command == "doctor") run.Json.AsArray().Single(finding => finding!["detail"]!.ToString() == text)!["remedy"]!.ToString().Should().Be(RemedyOf(call, status));
    }

    /// <summary>The command that doctor prints.</summary>
    private static string RemedyOf(AdminCall call, int status) => (status, call.Call.Split('/')[^1]) switch
    {
        (401, _) => "gcloud auth application-default login",
        (403, _) => $"gcloud projects add-iam-policy-binding p --member user:YOU --role {call.Role}",
        (404, "p") => "gcloud projects list",
        (404, _) => "make deploy",
        (_, "p") => "gcloud projects describe p",
        _ => "pmpctl doctor",
    };

    [Theory]
    [InlineData("""{"error":{"code":403,"message":"Custom quota exceeded.","errors":[{"reason":"quotaExceeded"}],"status":"PERMISSION_DENIED"}}""",
        "Custom quota exceeded. A quota is used up; the daily one of queries is full again at midnight in California, and daily_query_gib of terraform.tfvars raises it.")]
    [InlineData("""{"error":{"code":403,"message":"Custom quota exceeded.","errors":[{"reason":"quotaExceeded"}]}}""",
        "Custom quota exceeded. A quota is used up; the daily one of queries is full again at midnight in California, and daily_query_gib of terraform.tfvars raises it.")]
    [InlineData("""
        {"error":{"code":403,"message":"BigQuery API has not been used.","status":"PERMISSION_DENIED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo",
          "reason":"SERVICE_DISABLED","metadata":{"service":"bigquery.googleapis.com","consumer":"projects/p"}}]}}
        """, "BigQuery API has not been used. Enable it, and wait a minute: gcloud services enable bigquery.googleapis.com --project p")]
    [InlineData("""{"error":{"code":403,"message":"The API requires a quota project, which is not set by default.","status":"PERMISSION_DENIED"}}""",
        "not set by default. Name a project of yours that calls are billed to: gcloud auth application-default set-quota-project PROJECT")]
    [InlineData("""
        {"error":{"code":403,"message":"Billing is off.","status":"PERMISSION_DENIED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo",
          "reason":"BILLING_DISABLED","metadata":{"consumer":"projects/p"}}]}}
        """, "Billing is off. Link a billing account: gcloud billing projects link p --billing-account ACCOUNT")]
    [InlineData("""{"error":{"code":403,"message":"Access Denied: User does not have bigquery.jobs.create permission in project p."}}""",
        "in project p. roles/bigquery.jobUser grants it: gcloud projects add-iam-policy-binding PROJECT --member user:YOU --role roles/bigquery.jobUser")]
    public async Task Command_Forbidden_RemedyFitsTheReason(string body, string text)
    {
        _cloud.On("POST", "/queries", 403, body);

        var run = await Pmpctl.RunAsync(_cloud.Environment, _clock, "verify", "--rule", "curated_rows_are_unique", "--output", "json");

        run.ExitCode.Should().Be(ExitCodes.Unavailable, run.Output);
        Texts.Of(run.Json).Should().Contain(said => said.EndsWith(text, StringComparison.Ordinal), run.Output);
    }

    private string Expected(AdminCall call, GoogleAnswer answer)
    {
        var host = _cloud.Environment["ADMIN_EMULATOR_HOST"];
        var refused = $"refused ({answer.Status} {answer.Word}): ";
        var said = answer.Message.EndsWith('.') ? answer.Message : $"{answer.Message}.";
        return call.Prefix
            + (call.IsGrpc ? $"{refused}{call.What}: {said}" : $"{call.Call.Replace(" ", $" {host}", StringComparison.Ordinal)}: {refused}{said}")
            + answer.Remedy.Replace("{role}", call.Role, StringComparison.Ordinal);
    }

    private void Tried(AdminCall call, GoogleAnswer answer)
    {
        var again = call.IsRetried && (answer.Status == 429 || (answer.IsPassing && call.IsRepeatable));
        if (!again) _attempts.Should().Be(1, "a permanent refusal, or an unrepeatable call, is tried once");
        else if (call.IsGrpc) _attempts.Should().BeInRange(3, 100, "it may pass");
        else _attempts.Should().Be(MaxAttempts, "it may pass");
    }

    private void Refuse(AdminCall call, GoogleAnswer answer)
    {
        if (call.IsGrpc)
        {
            _cloud.OnGrpc = name =>
            {
                if (name != call.Call) return null;
                Interlocked.Increment(ref _attempts);
                return answer.Rpc(call);
            };
            return;
        }

        _cloud.Before = async context =>
        {
            if ($"{context.Request.Method} {context.Request.Path}" != call.Call) return false;
            Interlocked.Increment(ref _attempts);
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(answer.Json(call));
            return true;
        };
    }

    [GeneratedRegex(@"(?<=launch Dataflow job )[a-z0-9-]+")]
    private static partial Regex LaunchedName();
}
