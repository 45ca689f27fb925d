using System.Net;
using Google.Cloud.BigQuery.Storage.V1;
using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PmpPulse.GoogleCloud.Tests.Infrastructure;

/// <summary>A server on real sockets whose answers the test decides, for faults that no well-behaved server produces on demand.</summary>
internal sealed class ScriptedGoogle : IAsyncDisposable
{
    private readonly WebApplication _grpc;
    private readonly WebApplication _rest;

    private ScriptedGoogle()
    {
        _grpc = Build(HttpProtocols.Http2);
        _grpc.MapGrpcService<ScriptedPublisher>();
        _grpc.MapGrpcService<ScriptedSubscriber>();
        _grpc.MapGrpcService<ScriptedWrite>();
        _rest = Build(HttpProtocols.Http1);
        _rest.Run(context => OnRest(context));
    }

    public Func<PublishRequest, ServerCallContext, Task<PublishResponse>> OnPublish { get; set; } = (_, _) => throw Unscripted();

    public Func<IAsyncStreamReader<StreamingPullRequest>, IServerStreamWriter<StreamingPullResponse>, ServerCallContext, Task> OnStreamingPull { get; set; } =
        (_, _, _) => throw Unscripted();

    public Func<AcknowledgeRequest, Task> OnAcknowledge { get; set; } = _ => Task.CompletedTask;

    public Func<ModifyAckDeadlineRequest, Task> OnModifyAckDeadline { get; set; } = _ => Task.CompletedTask;

    public Func<IAsyncStreamReader<AppendRowsRequest>, IServerStreamWriter<AppendRowsResponse>, ServerCallContext, Task> OnAppendRows { get; set; } =
        (_, _, _) => throw Unscripted();

    public Func<FinalizeWriteStreamRequest, ServerCallContext, Task<FinalizeWriteStreamResponse>> OnFinalize { get; set; } = (_, _) => throw Unscripted();

    public RequestDelegate OnRest { get; set; } = _ => throw Unscripted();

    public string GrpcHost => new Uri(_grpc.Urls.Single()).Authority;

    public string RestHost => new Uri(_rest.Urls.Single()).Authority;

    public static async Task<ScriptedGoogle> StartAsync()
    {
        var google = new ScriptedGoogle();
        await google._grpc.StartAsync();
        await google._rest.StartAsync();
        return google;
    }

    public GoogleCloudClients Clients(TimeProvider? clock = null) => GoogleCloudClients.Create(
        new GoogleCloudOptions { ProjectId = "p", PubSubEmulatorHost = GrpcHost, BigQueryEmulatorHost = GrpcHost, SchedulerEmulatorHost = RestHost }, clock);

    public GoogleCloudClients RestClients(TimeProvider? clock = null) => GoogleCloudClients.Create(
        new GoogleCloudOptions { ProjectId = "p", PubSubEmulatorHost = GrpcHost, BigQueryEmulatorHost = RestHost, SchedulerEmulatorHost = RestHost }, clock);

    public async ValueTask DisposeAsync()
    {
        await StopAsync(_grpc);
        await StopAsync(_rest);
    }

    private static async Task StopAsync(WebApplication app)
    {
        // don't wait for calls that a script left open
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private static InvalidOperationException Unscripted() => new("The test did not say how to answer this.");

    private WebApplication Build(HttpProtocols protocols)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc(options => options.MaxReceiveMessageSize = null);
        builder.Services.AddSingleton(this);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        return builder.Build();
    }

    internal sealed class ScriptedPublisher(ScriptedGoogle script) : Publisher.PublisherBase
    {
        public override Task<PublishResponse> Publish(PublishRequest request, ServerCallContext context) => script.OnPublish(request, context);
    }

    internal sealed class ScriptedSubscriber(ScriptedGoogle script) : Subscriber.SubscriberBase
    {
        public override Task StreamingPull(
            IAsyncStreamReader<StreamingPullRequest> requestStream, IServerStreamWriter<StreamingPullResponse> responseStream, ServerCallContext context) =>
            script.OnStreamingPull(requestStream, responseStream, context);

        public override async Task<Empty> Acknowledge(AcknowledgeRequest request, ServerCallContext context)
        {
            await script.OnAcknowledge(request);
            return new Empty();
        }

        public override async Task<Empty> ModifyAckDeadline(ModifyAckDeadlineRequest request, ServerCallContext context)
        {
            await script.OnModifyAckDeadline(request);
            return new Empty();
        }
    }

    internal sealed class ScriptedWrite(ScriptedGoogle script) : BigQueryWrite.BigQueryWriteBase
    {
        public override Task AppendRows(
            IAsyncStreamReader<AppendRowsRequest> requestStream, IServerStreamWriter<AppendRowsResponse> responseStream, ServerCallContext context) =>
            script.OnAppendRows(requestStream, responseStream, context);

        public override Task<FinalizeWriteStreamResponse> FinalizeWriteStream(FinalizeWriteStreamRequest request, ServerCallContext context) =>
            script.OnFinalize(request, context);
    }
}
