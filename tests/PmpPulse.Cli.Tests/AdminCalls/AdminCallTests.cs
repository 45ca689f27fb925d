using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using PmpPulse.Cli.Tests.Support;

namespace PmpPulse.Cli.Tests.AdminCalls;

/// <summary>Every call that pmpctl makes of Google, refused in every way: what the operator reads, the exit code, how often it was tried.</summary>
public sealed partial class AdminCallTests : IAsyncLifetime
{
    private const int MaxAttempts = 5;

    private readonly HurriedTime _clock = new();
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
    public async Task Command_OneCallIsRefused_SaysWhatWasAskedWhatCameBackAndWhatToDo(string named, int status)
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
        if (!again) _attempts.Should().Be(1, "what is refused for good, or can't be repeated, is asked once");
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
