using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using PmpPulse.Contracts.Topology;
using PmpPulse.ScriptedGoogle;
using PmpPulse.Testing;

namespace PmpPulse.BudgetStop.Tests;

/// <summary>The service over real HTTP, with Google's answers scripted.</summary>
public sealed class BudgetStopTests : IAsyncLifetime
{
    private const string StatusJob = "/v1/projects/p/locations/europe-west1/jobs/velib-poll-every-minute";
    private const string InformationJob = "/v1/projects/p/locations/europe-west1/jobs/pmp-velib-station-info-daily";
    private const string Pool = "/v2/projects/p/locations/europe-west9/workerPools/pmp-velib-curated";
    private const string Record = "/storage/v1/b/records/o/2026-11-01T08:00:00Z";
    private const string Upload = "/upload/storage/v1/b/records/o";

    private static readonly IReadOnlyList<string> RefreshJobs = [.. SharedNames.RefreshJobs.Select(job => $"/v1/projects/p/locations/europe-west1/jobs/{job}")];

    private readonly HttpClient _http = new();
    private TestOidcIssuer _issuer = null!;
    private ScriptedCloud _cloud = null!;
    private WebApplication _service = null!;
    private bool _isRecorded;

    public async ValueTask InitializeAsync()
    {
        _issuer = await TestOidcIssuer.StartAsync();
        _cloud = await ScriptedCloud.StartAsync();
        foreach (var job in (string[])[StatusJob, InformationJob, .. RefreshJobs]) _cloud.On("POST", job + ":pause", 200, """{"name":"x","state":"PAUSED"}""");
        _cloud.On("PATCH", Pool, 200, """{"name":"operations/1","done":true}""");
        _cloud.On("GET", Record, _ => _isRecorded ? (200, """{"generation":"1"}""") : (404, """{"error":{"code":404,"message":"No such object: records/x"}}"""));
        _cloud.On("POST", Upload, _ =>
        {
            _isRecorded = true;
            return (200, "{}");
        });
        string[] arguments =
        [
            "--PORT=0", "--BIND_ADDRESS=127.0.0.1", "--BUDGET_STOP_RECORDS=records", .. _issuer.ServiceArguments,
            .. new[] { "GOOGLE_CLOUD_PROJECT", "PUBSUB_EMULATOR_HOST", "BIGQUERY_EMULATOR_HOST", "SCHEDULER_EMULATOR_HOST", "ADMIN_EMULATOR_HOST", "DATAFLOW_EMULATOR_HOST" }.Select(name => $"--{name}={_cloud.Environment[name]}"),
        ];
        _service = BudgetStopService.Build(arguments);
        await _service.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _service.DisposeAsync();
        await _cloud.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Theory]
    [InlineData("40.00")]
    [InlineData("40.01")]
    [InlineData("1e3")]
    public async Task Push_CostHasReachedTheBudget_StopsEverythingAndRecordsThePeriod(string cost)
    {
        var job = _cloud.Dataflow.Add("pmp-velib-curated-20261101-000000");

        (await PushAsync(Notification(cost))).Should().Be(HttpStatusCode.NoContent);

        Stops().Should().Equal([
            $"POST {StatusJob}:pause {{}}",
            $"POST {InformationJob}:pause {{}}",
            .. RefreshJobs.Select(refresh => $"POST {refresh}:pause {{}}"),
            "PUSH projects/p/subscriptions/pmp-events-dataflow-sub",
            $$$"""PATCH {{{Pool}}}?updateMask=scaling.manualInstanceCount {"scaling":{"manualInstanceCount":0}}"""]);
        job.RequestedState.Should().Be(Google.Cloud.Dataflow.V1Beta3.JobState.Cancelled);
        _cloud.Requests.Should().ContainSingle(request => request.StartsWith("POST /upload", StringComparison.Ordinal))
            .Which.Should().Be($"POST {Upload}?uploadType=media&name=2026-11-01T08%3A00%3A00Z&ifGenerationMatch=0");
    }

    [Theory]
    [InlineData("39.99")]
    [InlineData("0")]
    [InlineData("-3.5")]
    public async Task Push_CostIsBelowTheBudget_StopsNothing(string cost)
    {
        (await PushAsync(Notification(cost))).Should().Be(HttpStatusCode.NoContent);
        Stops().Should().BeEmpty();
    }

    [Fact]
    public async Task Push_SamePeriodAgain_StopsNothing()
    {
        await PushAsync(Notification("41"));
        var once = Stops();

        (await PushAsync(Notification("42"))).Should().Be(HttpStatusCode.NoContent);

        Stops().Should().Equal(once, "an operator who restarts it does so deliberately");
    }

    [Fact]
    public async Task Push_NextPeriod_StopsAgain()
    {
        await PushAsync(Notification("41"));
        var once = Stops().Count;
        _cloud.On("GET", Record.Replace("11", "12", StringComparison.Ordinal), 404, """{"error":{"code":404,"message":"No such object: records/x"}}""");

        (await PushAsync(Notification("41", start: "2026-12-01T09:00:00+01:00"))).Should().Be(HttpStatusCode.NoContent);

        Stops().Should().HaveCount(2 * once);
        _cloud.Requests.Should().Contain(request => request.Contains("name=2026-12-01T08%3A00%3A00Z", StringComparison.Ordinal), "periods are named in UTC");
    }

    [Theory]
    [InlineData("EUR")]
    [InlineData("JPY")]
    public async Task Push_AnyCurrency_IsAccepted(string currency)
    {
        (await PushAsync(Notification("40", currency: currency))).Should().Be(HttpStatusCode.NoContent);
        Stops().Should().NotBeEmpty();
    }

    [Fact]
    public async Task Push_OneStepFails_TriesTheOthersNacksAndDoesNotRecord()
    {
        _cloud.On("POST", StatusJob + ":pause", 403, """{"error":{"code":403,"message":"denied"}}""");

        (await PushAsync(Notification("41"))).Should().Be(HttpStatusCode.ServiceUnavailable);

        Stops().Should().HaveCount(7, "whatever the first outcome was");
        _isRecorded.Should().BeFalse();

        _cloud.On("POST", StatusJob + ":pause", 200, """{"name":"x","state":"PAUSED"}""");
        (await PushAsync(Notification("41"))).Should().Be(HttpStatusCode.NoContent);
        _isRecorded.Should().BeTrue();
    }

    [Fact]
    public async Task Push_DataflowFails_StopsTheRestAndNacks()
    {
        _cloud.Dataflow.Refusal = new Grpc.Core.RpcException(new Grpc.Core.Status(Grpc.Core.StatusCode.PermissionDenied, "no"));
        (await PushAsync(Notification("41"))).Should().Be(HttpStatusCode.ServiceUnavailable);
        Stops().Should().HaveCount(7);
        _isRecorded.Should().BeFalse();
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    public async Task Push_RecordsUnreadable_StopsAnyway(int status)
    {
        _cloud.On("GET", Record, status, $$$"""{"error":{"code":{{{status}}},"message":"The specified bucket is out of reach."}}""");
        (await PushAsync(Notification("41"))).Should().Be(HttpStatusCode.NoContent);
        Stops().Should().HaveCount(7);
    }

    [Fact]
    public async Task Push_StopCannotBeRecorded_Nacks()
    {
        _cloud.On("POST", Upload, 403, """{"error":{"code":403,"message":"denied"}}""");
        (await PushAsync(Notification("41"))).Should().Be(HttpStatusCode.ServiceUnavailable);
        Stops().Should().HaveCount(7);
    }

    [Fact]
    public async Task Push_AlreadyRecordedByAnother_IsAcknowledged()
    {
        _cloud.On("POST", Upload, 412, """{"error":{"code":412,"message":"At least one of the pre-conditions you specified did not hold."}}""");
        (await PushAsync(Notification("41"))).Should().Be(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"costAmount":"41","budgetAmount":40,"costIntervalStart":"2026-11-01T08:00:00Z"}""")]
    [InlineData("""{"costAmount":41,"costIntervalStart":"2026-11-01T08:00:00Z"}""")]
    [InlineData("""{"costAmount":41,"budgetAmount":0,"costIntervalStart":"2026-11-01T08:00:00Z"}""")]
    [InlineData("""{"costAmount":41,"budgetAmount":-1,"costIntervalStart":"2026-11-01T08:00:00Z"}""")]
    [InlineData("""{"costAmount":41,"budgetAmount":40}""")]
    [InlineData("""{"costAmount":41,"budgetAmount":40,"costIntervalStart":"November"}""")]
    [InlineData("""{"costAmount":1e999,"budgetAmount":40,"costIntervalStart":"2026-11-01T08:00:00Z"}""")]
    [InlineData("""{"costAmount":41,"budgetAmount":40,"costIntervalStart":"\ud800"}""")]
    public async Task Push_NotANotification_IsAcknowledgedAndStopsNothing(string data)
    {
        (await PushAsync(data)).Should().Be(HttpStatusCode.NoContent);
        Stops().Should().BeEmpty();
    }

    [Theory]
    [InlineData("budgetId", null)]
    [InlineData("billingAccountId", null)]
    [InlineData("schemaVersion", null)]
    [InlineData("schemaVersion", "2.0")]
    public async Task Push_AttributeMissingOrUnknown_StopsNothing(string attribute, string? value)
    {
        (await PushAsync(Notification("41"), attributes => attributes[attribute] = value)).Should().Be(HttpStatusCode.NoContent);
        Stops().Should().BeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"message":{"messageId":"1","data":"%%%"}}""")]
    public async Task Push_NotADelivery_IsRefused(string body)
    {
        (await SendAsync(body, _issuer.Token())).Should().Be(HttpStatusCode.BadRequest);
        Stops().Should().BeEmpty();
    }

    [Fact]
    public async Task Push_WithoutAValidToken_IsRefusedAndStopsNothing()
    {
        var body = Body(Notification("41"));
        (await SendAsync(body, null)).Should().Be(HttpStatusCode.Unauthorized);
        (await SendAsync(body, _issuer.WronglySignedToken())).Should().Be(HttpStatusCode.Unauthorized);
        (await SendAsync(body, _issuer.Token(("aud", "https://another.service")))).Should().Be(HttpStatusCode.Unauthorized);
        (await SendAsync(body, _issuer.Token(("email", "other@p.iam.gserviceaccount.com")))).Should().Be(HttpStatusCode.Forbidden);
        Stops().Should().BeEmpty();
    }

    [Fact]
    public async Task Health_Get_Answers() =>
        (await _http.GetAsync(new Uri(_service.Urls.First() + "/healthz"), TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.OK);

    private static string Notification(string cost, string start = "2026-11-01T08:00:00Z", string currency = "USD") => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"budgetDisplayName":"Paris Mobility Pulse","alertThresholdExceeded":1.0,"costAmount":{{cost}},"costIntervalStart":"{{start}}","budgetAmount":40.0,"budgetAmountType":"SPECIFIED_AMOUNT","currencyCode":"{{currency}}"}""");

    private static string Body(string data, Action<JsonObject>? change = null)
    {
        var attributes = new JsonObject { ["billingAccountId"] = "01D4EE-079462-DFD6EC", ["budgetId"] = "de72f49d-779b-4945-a127-4d6ce8def0bb", ["schemaVersion"] = "1.0" };
        change?.Invoke(attributes);
        foreach (var name in attributes.Where(pair => pair.Value is null).Select(pair => pair.Key).ToList()) attributes.Remove(name);
        var message = new JsonObject { ["messageId"] = "1", ["attributes"] = attributes, ["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(data)) };
        return new JsonObject { ["message"] = message, ["subscription"] = "projects/p/subscriptions/pmp-budget-alerts-to-stop-sub" }.ToJsonString();
    }

    private Task<HttpStatusCode> PushAsync(string data, Action<JsonObject>? attributes = null) => SendAsync(Body(data, attributes), _issuer.Token());

    private async Task<HttpStatusCode> SendAsync(string body, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _service.Urls.First() + BudgetStopService.PushPath) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    /// <summary>Requests to Google that stop something.</summary>
    private List<string> Stops() => [.. _cloud.Requests.Where(request => request.Contains(":pause", StringComparison.Ordinal) || request.StartsWith("PUSH", StringComparison.Ordinal) || request.StartsWith("PATCH", StringComparison.Ordinal))];
}
