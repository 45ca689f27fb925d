using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PmpPulse.LocalCloud.Hosting;
using PmpPulse.ServiceDefaults;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.Scheduler;

/// <summary>LocalCloud on free ports with a clock of the test's own, reached over its Scheduler port.</summary>
public sealed class SchedulerHost : IAsyncDisposable
{
    public const string Parent = "projects/test-project/locations/europe-west1";

    private readonly WebApplication _app;
    private readonly TemporaryDirectory? _own;

    private SchedulerHost(WebApplication app, FakeTimeProvider clock, TemporaryDirectory? own)
    {
        _app = app;
        _own = own;
        Clock = clock;
        Http = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<LocalCloudAddresses>().Scheduler, "v1/") };
    }

    public FakeTimeProvider Clock { get; }

    public HttpClient Http { get; }

    public static async Task<SchedulerHost> StartAsync(string? dataDirectory = null, FakeTimeProvider? clock = null)
    {
        clock ??= new FakeTimeProvider(new DateTimeOffset(2026, 3, 28, 12, 0, 30, TimeSpan.Zero));
        var own = dataDirectory is null ? new TemporaryDirectory() : null;
        var app = LocalCloudService.Build(
            ["--PUBSUB_PORT=0", "--BIGQUERY_PORT=0", "--SCHEDULER_PORT=0", $"--DATA_DIR={dataDirectory ?? own!.Path}"],
            new HostedIn(Serilog.Core.Logger.None) { Clock = clock });
        await app.StartAsync();
        return new SchedulerHost(app, clock, own);
    }

    /// <summary>A job that calls <paramref name="uri"/>.</summary>
    public static JsonObject Job(string uri, string schedule = "* * * * *", string id = "poll") => new()
    {
        ["name"] = $"{Parent}/jobs/{id}",
        ["schedule"] = schedule,
        ["httpTarget"] = new JsonObject { ["uri"] = uri, ["httpMethod"] = "GET" },
    };

    public Task<JsonNode> CreateAsync(JsonObject job) => SendAsync(HttpMethod.Post, $"{Parent}/jobs", job);

    public Task<JsonNode> GetAsync(string id = "poll") => SendAsync(HttpMethod.Get, $"{Parent}/jobs/{id}");

    public async Task<JsonNode> SendAsync(HttpMethod method, string path, JsonNode? body = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null || method == HttpMethod.Post) request.Content = new StringContent(body?.ToJsonString() ?? "", System.Text.Encoding.UTF8, "application/json");
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(expected, "the answer was {0}", text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>Lets faked time pass until <paramref name="reached"/>, with real time between the steps for what is under way.</summary>
    public async Task UntilAsync(Func<bool> reached, TimeSpan step)
    {
        await Patience.UntilAsync(reached, between: () =>
        {
            Clock.Advance(step);
            return Task.Delay(TimeSpan.FromMilliseconds(5));
        });
    }

    /// <summary>Asks for the job until it is as expected.</summary>
    public async Task<JsonNode> WaitForAsync(Func<JsonNode, bool> expected, string id = "poll")
    {
        JsonNode job = null!;
        await Patience.UntilAsync(async () => expected(job = await GetAsync(id)), () => $"the job is {job}");
        return job;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _own?.Dispose();
    }
}
