using System.Collections.Concurrent;
using System.Net;
using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PmpPulse.Cli.Tests.Support;

/// <summary>
/// Google's REST APIs and Pub/Sub's subscriptions over real sockets, answering what a test says; what no test spoke of is answered 404,
/// as Google does for what does not exist.
/// </summary>
internal sealed class ScriptedCloud : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Func<string, (int Status, string Body)>> _answers = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly WebApplication _rest;
    private readonly WebApplication _grpc;

    private ScriptedCloud()
    {
        _rest = Build(HttpProtocols.Http1);
        _rest.Run(AnswerAsync);
        _grpc = Build(HttpProtocols.Http2);
        _grpc.MapGrpcService<Subscriptions>();
        _grpc.MapGrpcService<ScriptedDataflow.JobsService>();
        _grpc.MapGrpcService<ScriptedDataflow.TemplatesService>();
    }

    /// <summary>Every REST request, as <c>METHOD /path?query body</c>, and every push configuration that was set.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>The curation subscription; null answers NOT_FOUND.</summary>
    public Subscription? Subscription { get; set; } = new() { Name = "projects/p/subscriptions/pmp-events-dataflow-sub" };

    /// <summary>Dataflow's jobs; none at first.</summary>
    public ScriptedDataflow Dataflow { get; } = new();

    /// <summary>Refuses every call of Pub/Sub.</summary>
    public RpcException? PubSubRefusal { get; set; }

    /// <summary>How far Google's clock is ahead.</summary>
    public TimeSpan ClockSkew { get; set; }

    /// <summary>The environment that points <c>pmpctl --target gcp</c> here.</summary>
    public IConfiguration Environment => new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["PMP_TARGET"] = "gcp",
        ["GOOGLE_CLOUD_PROJECT"] = "p",
        ["PUBSUB_EMULATOR_HOST"] = new Uri(_grpc.Urls.Single()).Authority,
        ["BIGQUERY_EMULATOR_HOST"] = RestHost,
        ["SCHEDULER_EMULATOR_HOST"] = RestHost,
        ["ADMIN_EMULATOR_HOST"] = RestHost,
        ["DATAFLOW_EMULATOR_HOST"] = new Uri(_grpc.Urls.Single()).Authority,
    }).Build();

    private string RestHost => new Uri(_rest.Urls.Single()).Authority;

    public static async Task<ScriptedCloud> StartAsync()
    {
        var cloud = new ScriptedCloud();
        await cloud._rest.StartAsync();
        await cloud._grpc.StartAsync();
        return cloud;
    }

    /// <summary>Answers requests whose <c>METHOD /path</c> ends in a text.</summary>
    public void On(string method, string pathEnd, int status, string body) => On(method, pathEnd, _ => (status, body));

    /// <summary>The same, with an answer that depends on the body.</summary>
    public void On(string method, string pathEnd, Func<string, (int Status, string Body)> answer) => _answers[$"{method} {pathEnd}"] = answer;

    public async ValueTask DisposeAsync()
    {
        await _rest.DisposeAsync();
        await _grpc.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        _requests.Enqueue($"{context.Request.Method} {target}{(body.Length == 0 ? "" : " " + body)}");
        var path = $"{context.Request.Method} {context.Request.Path}";
        var key = _answers.Keys
            .Where(key => key.Split(' ') is [var method, var end] && path.StartsWith(method + " ", StringComparison.Ordinal) && path.EndsWith(end, StringComparison.Ordinal))
            .MaxBy(key => key.Length);
        var (status, answer) = key is null ? (404, """{"error":{"code":404,"message":"Not found.","status":"NOT_FOUND"}}""") : _answers[key](body);
        context.Response.StatusCode = status;
        context.Response.Headers.Date = (TimeProvider.System.GetUtcNow() + ClockSkew).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer);
    }

    private WebApplication Build(HttpProtocols protocols)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        builder.Services.AddSingleton(Dataflow);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        return builder.Build();
    }

    internal sealed class Subscriptions(ScriptedCloud cloud) : Subscriber.SubscriberBase
    {
        public override Task<Subscription> GetSubscription(GetSubscriptionRequest request, ServerCallContext context) =>
            Task.FromResult(Existing());

        public override Task<Empty> ModifyPushConfig(ModifyPushConfigRequest request, ServerCallContext context)
        {
            Existing().PushConfig = request.PushConfig;
            cloud._requests.Enqueue($"PUSH {request.Subscription} {request.PushConfig.PushEndpoint} {request.PushConfig.OidcToken?.ServiceAccountEmail} {request.PushConfig.OidcToken?.Audience}".TrimEnd());
            return Task.FromResult(new Empty());
        }

        private Subscription Existing() => cloud.PubSubRefusal is { } refusal
            ? throw refusal
            : cloud.Subscription ?? throw new RpcException(new Grpc.Core.Status(StatusCode.NotFound, "Resource not found"));
    }
}
