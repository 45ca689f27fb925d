using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;

namespace PmpPulse.GoogleCloud.Credentials;

/// <summary>gRPC channels to Google or, in the clear and without credentials, to an emulator.</summary>
internal static class GoogleChannel
{
    // a pull or publish response holds up to 10 MB of messages, and framing
    private const int MaxReceiveBytes = 64 * 1024 * 1024;

    public static GrpcChannel ToEmulator(string host, ILoggerFactory loggerFactory) =>
        GrpcChannel.ForAddress($"http://{host}", Options(ChannelCredentials.Insecure, loggerFactory));

    public static GrpcChannel ToGoogle(string serviceHost, GoogleAccessTokens tokens, ILoggerFactory loggerFactory)
    {
        var perCall = CallCredentials.FromInterceptor(async (context, metadata) =>
        {
            var token = await tokens.GetAsync(context.ServiceUrl, context.CancellationToken);
            metadata.Add("authorization", $"Bearer {token.Value}");
            if (token.QuotaProject is { } project)
            {
                metadata.Add(AccessToken.QuotaProjectHeader, project);
            }
        });
        return GrpcChannel.ForAddress($"https://{serviceHost}", Options(ChannelCredentials.Create(ChannelCredentials.SecureSsl, perCall), loggerFactory));
    }

    private static GrpcChannelOptions Options(ChannelCredentials credentials, ILoggerFactory loggerFactory) => new()
    {
        Credentials = credentials,
        LoggerFactory = loggerFactory,
        MaxReceiveMessageSize = MaxReceiveBytes,
        // every caller has a backoff of its own; the default of up to two minutes between connections would outlast theirs
        InitialReconnectBackoff = TimeSpan.FromMilliseconds(100),
        MaxReconnectBackoff = TimeSpan.FromSeconds(5),
        DisposeHttpClient = true,
        HttpHandler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(10),
            // streams that carry nothing for minutes must notice a dead peer; more pings than one in five minutes is what a gRPC server
            // may answer by closing the connection (ENHANCE_YOUR_CALM), and Google's emulator does
            KeepAlivePingDelay = TimeSpan.FromMinutes(5),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            EnableMultipleHttp2Connections = true,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        },
    };
}
