using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using PmpPulse.LocalCloud.Testing;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.Scheduler;

/// <summary>LocalCloud on free ports with a fake clock, used through its Scheduler port.</summary>
public sealed class SchedulerHost : IAsyncDisposable
{
    public const string Parent = "projects/test-project/locations/europe-west1";

    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(10);

    private readonly LocalCloudFixture _cloud;

    private SchedulerHost(LocalCloudFixture cloud, FakeTimeProvider clock)
    {
        _cloud = cloud;
        Clock = clock;
        Http = new HttpClient { BaseAddress = new Uri(cloud.Addresses.Scheduler, "v1/") };
    }

    public FakeTimeProvider Clock { get; }

    public HttpClient Http { get; }

    public static async Task<SchedulerHost> StartAsync(string? dataDirectory = null, FakeTimeProvider? clock = null)
    {
        clock ??= new FakeTimeProvider(new DateTimeOffset(2026, 3, 28, 12, 0, 30, TimeSpan.Zero));
        return new SchedulerHost(await LocalCloudFixture.StartAsync(dataDirectory, clock), clock);
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

    /// <summary>
    /// Advances fake time until <paramref name="reached"/>. Time stands still while a call is under way: a job that is running keeps the
    /// time it was due at.
    /// </summary>
    /// <param name="reached">What is waited for.</param>
    /// <param name="step">How far time advances at once.</param>
    /// <param name="hanging">Id of a job whose call does not end, for which time goes on.</param>
    public Task UntilAsync(Func<bool> reached, TimeSpan step, string? hanging = null)
    {
        var running = false;
        var stillSince = TimeProvider.System.GetTimestamp();
        return Eventually.IsTrueAsync(
            async () =>
            {
                var jobs = (await SendAsync(HttpMethod.Get, $"{Parent}/jobs"))["jobs"]?.AsArray() ?? [];
                running = jobs.Any(job => IsRunning(job!));
                return reached();
            },
            step: () =>
            {
                // the scheduler may have set its timer after time had passed the due time: then only more time wakes it
                if (running && TimeProvider.System.GetElapsedTime(stillSince) < LongestCall) return;
                Clock.Advance(step);
                stillSince = TimeProvider.System.GetTimestamp();
            });

        // the scheduler wakes a moment after a job is due, which takes another step
        bool IsRunning(JsonNode job) =>
            (string?)job["state"] == "ENABLED" && !((string)job["name"]!).EndsWith($"/{hanging}", StringComparison.Ordinal)
            && job["scheduleTime"]?.GetValue<DateTimeOffset>() <= Clock.GetUtcNow() - step;
    }

    /// <summary>Polls the job until it is as expected.</summary>
    public async Task<JsonNode> WaitForAsync(Func<JsonNode, bool> expected, string id = "poll")
    {
        JsonNode job = null!;
        await Eventually.IsTrueAsync(async () => expected(job = await GetAsync(id)), () => $"the job is {job}");
        return job;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _cloud.DisposeAsync();
    }
}
