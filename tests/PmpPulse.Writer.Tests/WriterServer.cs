using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using PmpPulse.Contracts.Events;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.Testing;

namespace PmpPulse.Writer.Tests;

/// <summary>A writer of this test's own on a free port.</summary>
internal sealed class WriterServer : IAsyncDisposable
{
    public const string Subscription = "projects/test-project/subscriptions/test-sub";

    private readonly WebApplication _app;
    private readonly LogLines _log;
    private readonly HttpClient _client;

    private WriterServer(WebApplication app, LogLines log)
    {
        _app = app;
        _log = log;
        _client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    /// <summary>Its push endpoint.</summary>
    public string PushUrl => _app.Urls.First() + WriterService.PushPath;

    /// <summary>Requests answered with an error so far.</summary>
    public int Refusals => _log.Count(line => line.Properties.TryGetValue("StatusCode", out var status) && status.ToString() is [>= '4', ..]);

    public static Task<WriterServer> StartRawAsync(string bigQueryHost) => StartAsync(bigQueryHost, "--FEED_ID=velib.station_status", "--OIDC_DISABLED=true");

    public static Task<WriterServer> StartInformationAsync(string bigQueryHost) =>
        StartAsync(bigQueryHost, "--FEED_ID=velib.station_information", "--OIDC_DISABLED=true");

    public static async Task<WriterServer> StartAsync(string bigQueryHost, params string[] args)
    {
        var log = new LogLines();
        var app = WriterService.Build(
            ["--PORT=0", "--BIND_ADDRESS=127.0.0.1", "--GOOGLE_CLOUD_PROJECT=" + Warehouse.Project, "--BIGQUERY_EMULATOR_HOST=" + bigQueryHost, .. args],
            new HostedIn(log.Logger));
        await app.StartAsync();
        return new WriterServer(app, log);
    }

    /// <summary>An event as the collector publishes it.</summary>
    public static byte[] Event(string payload, string eventType = SnapshotEvents.StationStatus, DateTimeOffset? eventTs = null, string source = "velib") =>
        EventEnvelopeWriter.ToBytes(new EventEnvelope(
            new DateTimeOffset(2025, 10, 18, 9, 9, 20, 123, 456, TimeSpan.Zero), eventTs, source, eventType, EventTypes.Key(source, eventType),
            Encoding.UTF8.GetBytes(payload))).ToArray();

    /// <summary>Pushes a message as Pub/Sub does.</summary>
    public Task<(HttpStatusCode Status, string Body)> PushAsync(byte[] data, string messageId = "1", params (string Name, string Value)[] attributes)
    {
        var body = new JsonObject
        {
            ["message"] = new JsonObject
            {
                ["data"] = Convert.ToBase64String(data),
                ["messageId"] = messageId,
                ["publishTime"] = "2025-10-18T09:09:21.5Z",
                ["attributes"] = new JsonObject(attributes.Select(a => KeyValuePair.Create<string, JsonNode?>(a.Name, a.Value))),
            },
            ["subscription"] = Subscription,
        };
        return PostAsync(Encoding.UTF8.GetBytes(body.ToJsonString()));
    }

    public Task<(HttpStatusCode Status, string Body)> PushAsync(string data) => PushAsync(Encoding.UTF8.GetBytes(data));

    /// <summary>Posts any bytes.</summary>
    public async Task<(HttpStatusCode Status, string Body)> PostAsync(byte[] body, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, WriterService.PushPath) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }
}
