using System.Collections.Concurrent;
using System.Net;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PmpPulse.ScriptedGoogle;

/// <summary>
/// Google's REST APIs, Pub/Sub's subscriptions and Dataflow over real sockets, with answers scripted by the test. Anything unscripted is a
/// 404, as for resources that don't exist. A request that Google's APIs wouldn't accept is refused and fails the test.
/// </summary>
public sealed class ScriptedCloud : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Func<string, (int Status, string Body)>> _answers = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly WebApplication _rest;
    private readonly WebApplication _grpc;

    private ScriptedCloud()
    {
        _rest = Build(HttpProtocols.Http1);
        _rest.Run(AnswerAsync);
        _grpc = Build(HttpProtocols.Http2);
        MapGrpc(_grpc);
    }

    /// <summary>Answers a valid REST request; returns whether it did.</summary>
    public Func<HttpContext, Task<bool>> Before { get; set; } = _ => Task.FromResult(false);

    /// <summary>Refuses a gRPC call of that name, such as <c>GetSubscription</c>.</summary>
    public Func<string, RpcException?> OnGrpc { get; set; } = _ => null;

    /// <summary>Names of all gRPC calls so far.</summary>
    public ConcurrentQueue<string> GrpcCalls { get; } = new();

    /// <summary>Every REST request, as <c>METHOD /path?query body</c>, and every push configuration that was set.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>The curation subscription; null answers NOT_FOUND.</summary>
    public Subscription? Subscription { get; set; } = new() { Name = "projects/p/subscriptions/pmp-events-dataflow-sub" };

    /// <summary>Dataflow's jobs; none at first.</summary>
    public ScriptedDataflow Dataflow { get; } = new();

    /// <summary>Refuses every call of Pub/Sub.</summary>
    public RpcException? PubSubRefusal { get; set; }

    /// <summary>Callers without this token are refused; null accepts anybody, as emulators do.</summary>
    public string? Token { get; init; }

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

    public static async Task<ScriptedCloud> StartAsync(string? token = null)
    {
        var cloud = new ScriptedCloud { Token = token };
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
        _faults.Should().BeEmpty("Google accepts no such request");
    }

    /// <summary>Maps the gRPC services.</summary>
    public static void MapGrpc(WebApplication app)
    {
        app.MapGrpcService<Subscriptions>();
        app.MapGrpcService<ScriptedDataflow.JobsService>();
        app.MapGrpcService<ScriptedDataflow.TemplatesService>();
    }

    /// <summary>Registers the gRPC services' dependencies.</summary>
    public void AddGrpc(IServiceCollection services)
    {
        services.AddGrpc(options => options.Interceptors.Add<Guard>());
        services.AddSingleton(this);
        services.AddSingleton(Dataflow);
    }

    /// <summary>Answers a REST request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        _requests.Enqueue($"{context.Request.Method} {target}{(body.Length == 0 ? "" : " " + body)}");
        context.Response.ContentType = "application/json";
        if (!IsKnown(context.Request.Headers.Authorization, context.Request.Headers["x-goog-user-project"]))
        {
            context.Response.StatusCode = 401;
            await context.Response.WriteAsync("""{"error":{"code":401,"message":"Request had invalid authentication credentials.","status":"UNAUTHENTICATED"}}""");
            return;
        }

        if (GoogleApis.Check(context.Request.IsHttps ? context.Request.Host.Host : null, context.Request.Method, target, body) is { } fault)
        {
            _faults.Enqueue(fault);
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync($$$"""{"error":{"code":400,"message":"{{{fault.Replace('"', '\'')}}}","status":"INVALID_ARGUMENT"}}""");
            return;
        }

        if (await Before(context)) return;
        var path = $"{context.Request.Method} {context.Request.Path}";
        var key = _answers.Keys
            .Where(key => key.Split(' ') is [var method, var end] && path.StartsWith(method + " ", StringComparison.Ordinal) && path.EndsWith(end, StringComparison.Ordinal))
            .MaxBy(key => key.Length);
        var (status, answer) = key is null ? (404, """{"error":{"code":404,"message":"Not found.","status":"NOT_FOUND"}}""") : _answers[key](body);
        context.Response.StatusCode = status;
        context.Response.Headers.Date = (TimeProvider.System.GetUtcNow() + ClockSkew).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        await context.Response.WriteAsync(answer);
    }

    private bool IsKnown(string? authorization, string? quotaProject) =>
        Token is null ? authorization is null : authorization == $"Bearer {Token}" && quotaProject == "payer";

    private WebApplication Build(HttpProtocols protocols)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        AddGrpc(builder.Services);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        return builder.Build();
    }

    /// <summary>Verifies callers, records calls, and refuses those that a test wants refused.</summary>
    internal sealed class Guard(ScriptedCloud cloud) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            var name = context.Method.Split('/')[^1];
            cloud.GrpcCalls.Enqueue(name);
            if (!cloud.IsKnown(context.RequestHeaders.GetValue("authorization"), context.RequestHeaders.GetValue("x-goog-user-project")))
                throw new RpcException(new Grpc.Core.Status(StatusCode.Unauthenticated, "Request had invalid authentication credentials."));
            if (Fault((IMessage)request) is { } fault)
            {
                cloud._faults.Enqueue($"{name}: {fault}");
                throw new RpcException(new Grpc.Core.Status(StatusCode.InvalidArgument, fault));
            }

            return cloud.OnGrpc(name) is { } refusal ? throw refusal : continuation(request, context);
        }
    }

    /// <summary>A project, region or subscription that is missing or has the wrong form; null if none.</summary>
    private static string? Fault(IMessage request)
    {
        (string Field, Func<string, bool> IsRight)[] names =
        [
            ("project_id", value => value == "p"),
            ("location", value => value == "europe-west9"),
            ("subscription", value => value.StartsWith("projects/p/subscriptions/", StringComparison.Ordinal)),
        ];
        return names
            .Where(name => request.Descriptor.FindFieldByName(name.Field) is { } field && !name.IsRight((string)field.Accessor.GetValue(request)))
            .Select(name => $"{name.Field} of {request}").FirstOrDefault();
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

        public override Task<PullResponse> Pull(PullRequest request, ServerCallContext context) => Task.FromResult(new PullResponse());

        private Subscription Existing() => cloud.PubSubRefusal is { } refusal
            ? throw refusal
            : cloud.Subscription ?? throw new RpcException(new Grpc.Core.Status(StatusCode.NotFound, "Resource not found"));
    }
}
