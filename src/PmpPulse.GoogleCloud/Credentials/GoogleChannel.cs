using System.Net.Sockets;
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
        GrpcChannel.ForAddress($"http://{host}", Options(ChannelCredentials.Insecure, loggerFactory, Handler()));

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
        var address = new Uri($"https://{serviceHost}");
        var handler = Handler();
        if (HttpClient.DefaultProxy.GetProxy(address) is not null)
        {
            // the channel would connect by itself, bypassing the proxy; it leaves that to a handler that has a callback
            // (https://github.com/grpc/grpc-dotnet/issues/2312)
            handler.ConnectCallback = ConnectAsync;
        }

        return GrpcChannel.ForAddress(address, Options(ChannelCredentials.Create(ChannelCredentials.SecureSsl, perCall), loggerFactory, handler));
    }

    /// <summary>Connects as a handler without a callback does; behind a proxy the end point is the proxy's.</summary>
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static GrpcChannelOptions Options(ChannelCredentials credentials, ILoggerFactory loggerFactory, SocketsHttpHandler handler) => new()
    {
        Credentials = credentials,
        LoggerFactory = loggerFactory,
        MaxReceiveMessageSize = MaxReceiveBytes,
        // every caller has its own backoff; the default of up to two minutes between connections would outlast it
        InitialReconnectBackoff = TimeSpan.FromMilliseconds(100),
        MaxReconnectBackoff = TimeSpan.FromSeconds(5),
        DisposeHttpClient = true,
        HttpHandler = handler,
    };

    private static SocketsHttpHandler Handler() => new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(10),
        // streams that are idle for minutes must notice a dead peer; more than one ping in five minutes is what a gRPC server
        // may answer by closing the connection (ENHANCE_YOUR_CALM), and Google's emulator does
        KeepAlivePingDelay = TimeSpan.FromMinutes(5),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        EnableMultipleHttp2Connections = true,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
    };
}
