using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using PmpPulse.Cli.Tests.Support;
using PmpPulse.ScriptedGoogle;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.AdminCalls;

/// <summary>Every REST call of pmpctl, answered by something other than Google or not at all.</summary>
public sealed class UnexpectedAnswerTests : IAsyncLifetime
{
    private const string Page = "<html><head><title>Sign in to the guest network</title></head></html>";
    private const string Proxy = " Something between this machine and Google answered: a proxy, a firewall, a login page? HTTPS_PROXY and NO_PROXY say which proxy is used.";
    private const string Again = " That is Google's fault and usually passes: run this again; https://status.cloud.google.com";
    private const string Offline = " Is this machine online, and does a proxy let *.googleapis.com through?";

    // BigQuery's is four times as long
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(15);
    private static readonly ClosedPort Nobody = new();

    private readonly FastForwardTime _clock = new();
    private ScriptedCloud _cloud = null!;
    private int _attempts;

    public static TheoryData<string> Calls => new(Rest.Select(call => call.ToString()));

    public static TheoryData<string> CallsThatReadTheirAnswer => new(Rest.Where(ReadsItsAnswer).Select(call => call.ToString()));

    // `status` makes its calls in parallel, and one clock would time them all out
    public static TheoryData<string> CallsMadeAlone => new(Rest.Where(call => call.Command != "status").Select(call => call.ToString()));

    private static IEnumerable<AdminCall> Rest => AdminCall.All.Where(call => !call.IsGrpc);

    public async ValueTask InitializeAsync()
    {
        _cloud = await ScriptedCloud.StartAsync();
        HealthyProject.Arrange(_cloud);
    }

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Theory]
    [MemberData(nameof(Calls))]
    public Task Command_LoginPageInsteadOfAnswer_IsDistinguishedFromGoogle(string call) => SeesAsync(
        call, context => AnswerAsync(context, 200, "text/html", Page),
        $"answered 200: the answer is not the JSON of a Google API (text/html): {Page}.{Proxy}", attempts: _ => 1);

    [Theory]
    [MemberData(nameof(Calls))]
    public Task Command_ProxyRefuses_IsDistinguishedFromGoogle(string call) => SeesAsync(
        call, context => AnswerAsync(context, 403, "text/html", Page),
        $"answered 403: the answer is not the JSON of a Google API (text/html): {Page}.{Proxy}", attempts: _ => 1);

    [Theory]
    [MemberData(nameof(Calls))]
    public Task Command_HtmlNotFoundPage_IsNotAMissingResource(string call) => SeesAsync(
        call, context => AnswerAsync(context, 404, "text/html", Page),
        $"answered 404: the answer is not the JSON of a Google API (text/html): {Page}. {Key(call)} sends calls there instead of to Google, and the server there "
        + "does not serve this one: unset it to reach Google; --target local operates the system of `make up`.", attempts: _ => 1);

    [Theory]
    [MemberData(nameof(Calls))]
    public Task Command_FrontEndDown_IsRetriedIfSafe(string call) => SeesAsync(
        call, context => AnswerAsync(context, 502, "text/html", Page),
        $"answered 502: the answer is not the JSON of a Google API (text/html): {Page}.{Again}", attempts: repeatable => repeatable ? 5 : 1);

    [Theory]
    [MemberData(nameof(Calls))]
    public Task Command_Redirected_DoesNotFollow(string call) => SeesAsync(
        call,
        context =>
        {
            context.Response.Redirect("https://login.example/");
            return Task.CompletedTask;
        },
        $"answered 302: it was sent on to https://login.example/, which no Google API does.{Proxy}", attempts: _ => 1);

    [Theory]
    [MemberData(nameof(CallsThatReadTheirAnswer))]
    public Task Command_EmptyAnswer_IsReported(string call) => SeesAsync(
        call, context => AnswerAsync(context, 200, "application/json", ""), $"answered 200: the answer is empty.{Proxy}", attempts: _ => 1);

    [Theory]
    [MemberData(nameof(CallsThatReadTheirAnswer))]
    public Task Command_TruncatedAnswer_IsReported(string call) => SeesAsync(
        call, context => AnswerAsync(context, 200, "application/json", """{"name":"pro"""),
        $$"""answered 200: the answer is not the JSON of a Google API (application/json): {"name":"pro.{{Proxy}}""", attempts: _ => 1);

    [Theory]
    [MemberData(nameof(Calls))]
    public Task Command_AnswerBreaksOff_IsRetriedIfSafe(string call) => SeesAsync(
        call,
        async context =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            context.Abort();
        },
        "the answer broke off. Run this again.", endsVerify: true, attempts: repeatable => repeatable ? 5 : 1);

    [Theory]
    [MemberData(nameof(CallsMadeAlone))]
    public Task Command_NoAnswer_TimesOutAndRetriesOnceIfSafe(string call)
    {
        var limit = call.Contains("/bigquery/", StringComparison.Ordinal) ? 4 * AttemptTimeout : AttemptTimeout;
        return SeesAsync(
            call,
            async context =>
            {
                _clock.Advance(limit);
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            },
            $"no answer within {limit.TotalSeconds:0} s.{Offline}", attempts: repeatable => repeatable ? 2 : 1, before: "nothing answers: ", endsVerify: true);
    }

    [Theory]
    [InlineData("down: ModifyPushConfig", 10)]
    [InlineData("down: ListJobs", 15)]
    [InlineData("down: UpdateJob", 15)]
    [InlineData("down --drain: GetJob", 15)]
    public async Task Command_NoGrpcAnswer_TimesOutAndRetriesOnce(string named, int seconds)
    {
        var call = AdminCall.All.Single(call => call.ToString() == named);
        call.Arrange(_cloud);
        _cloud.OnGrpc = name =>
        {
            if (name != call.Call) return null;
            Interlocked.Increment(ref _attempts);
            _clock.Advance(TimeSpan.FromSeconds(seconds));
            return null;
        };

        var run = await Pmpctl.RunAsync(_cloud.Environment, _clock, [.. call.Command.Split(' '), "--output", "json"]);

        run.ExitCode.Should().Be(ExitCodes.Found, run.Output);
        Texts.Of(run.Json).Should().Contain($"nothing answers: {call.What}: no answer within {seconds} s.{Offline}", run.Error);
        _attempts.Should().Be(2);
    }

    [Theory]
    [InlineData("down", 3)]
    [InlineData("up", 3)]
    [InlineData("up --engine worker", 3)]
    [InlineData("up --engine dataflow", 3)]
    [InlineData("collect", 3)]
    [InlineData("logs", 3)]
    [InlineData("doctor", 1)]
    [InlineData("verify", 3)]
    [InlineData("marts diff", 3)]
    [InlineData("marts apply", 3)]
    [InlineData("dlq list", 3)]
    [InlineData("replay --source raw --since 2h --until 1h --dry-run", 3)]
    public Task Command_NothingListens_HasTheSameExitCodeAndJson(string command, int exitCode) => NothingListensAsync(command, exitCode, _clock);

    // on the system clock: its calls run in parallel, and the skipped waits of one would use up the timeouts of the others
    [Fact]
    [Trait("Category", "Slow")]
    public Task Status_NothingListens_HasTheSameExitCodeAndJson() => NothingListensAsync("status", 3, TimeProvider.System);

    private async Task NothingListensAsync(string command, int exitCode, TimeProvider clock)
    {
        var closed = Closed();
        var environment = new ConfigurationBuilder().AddConfiguration(_cloud.Environment).AddInMemoryCollection(
            _cloud.Environment.AsEnumerable().Where(pair => pair.Key.EndsWith("_EMULATOR_HOST", StringComparison.Ordinal)).Select(pair => KeyValuePair.Create(pair.Key, (string?)closed))).Build();

        var run = await Pmpctl.RunAsync(environment, clock, [.. command.Split(' '), "--output", "json"]);

        run.ExitCode.Should().Be(exitCode, run.Output + run.Error);
        Texts.Of(run.Json).Should().Contain(text => text.Contains("nothing answers: ", StringComparison.Ordinal) && text.Contains("Connection refused", StringComparison.Ordinal) && text.EndsWith(Offline, StringComparison.Ordinal), run.Output);
    }

    private static bool ReadsItsAnswer(AdminCall call) => !call.Call.StartsWith("DELETE", StringComparison.Ordinal) && !call.Call.Contains("/upload/", StringComparison.Ordinal);

    private static string Key(string call) =>
        call.Contains("/bigquery/", StringComparison.Ordinal) ? "BIGQUERY_EMULATOR_HOST"
        : call.Contains("/v1/projects/p/locations/europe-west1/jobs", StringComparison.Ordinal) ? "SCHEDULER_EMULATOR_HOST"
        : "ADMIN_EMULATOR_HOST";

    internal static string Closed() => $"127.0.0.1:{Nobody.Number}";

    private static async Task AnswerAsync(HttpContext context, int status, string type, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        await context.Response.WriteAsync(body);
    }

    private async Task SeesAsync(string named, Func<HttpContext, Task> answer, string text, Func<bool, int> attempts, string before = "", bool endsVerify = false)
    {
        var call = Rest.Single(call => call.ToString() == named);
        call.Arrange(_cloud);
        _cloud.Before = async context =>
        {
            if ($"{context.Request.Method} {context.Request.Path}" != call.Call) return false;
            Interlocked.Increment(ref _attempts);
            await answer(context);
            return true;
        };

        var run = await Pmpctl.RunAsync(_cloud.Environment, _clock, [.. call.Command.Split(' '), "--output", "json"]);

        run.ExitCode.Should().Be(call.ExitCode, run.Output + run.Error);
        var what = call.Call.Replace(" ", $" {_cloud.Environment["ADMIN_EMULATOR_HOST"]}", StringComparison.Ordinal);
        Texts.Of(run.Json).Should().Contain($"{(endsVerify && call.Command.StartsWith("verify", StringComparison.Ordinal) ? "pmpctl verify: " : call.Prefix)}{before}{what}: {text}", run.Error);
        _attempts.Should().Be(attempts(call.IsRepeatable));
    }
}
