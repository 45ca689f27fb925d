using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using PmpPulse.LocalCloud.Disk;

namespace PmpPulse.LocalCloud.Hosting;

/// <summary>
/// Logs a handler's unexpected exceptions and answers INTERNAL, as Google does, instead of UNKNOWN; UNAVAILABLE if the disk is to blame.
/// </summary>
internal sealed class GrpcErrorInterceptor(DiskWatch disk, ILogger<GrpcErrorInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception exception) when (IsUnexpected(exception))
        {
            throw Translate(exception, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception exception) when (IsUnexpected(exception))
        {
            throw Translate(exception, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception exception) when (IsUnexpected(exception))
        {
            throw Translate(exception, context);
        }
    }

    private static bool IsUnexpected(Exception exception) => exception is not RpcException;

    private RpcException Translate(Exception exception, ServerCallContext context)
    {
        // a client that disconnects causes a cancellation or a broken pipe
        if (context.CancellationToken.IsCancellationRequested)
        {
            return new RpcException(new Status(StatusCode.Cancelled, "The call was cancelled by the client."));
        }

        if (exception is InvalidProtocolBufferException)
        {
            return new RpcException(new Status(StatusCode.InvalidArgument, "The request is not a valid message of this method."));
        }

        if (disk.Explain(exception) is { } explanation) return new RpcException(new Status(StatusCode.Unavailable, explanation));
        if (exception is IStatusException { Code: 503 })
        {
            return new RpcException(
                new Status(StatusCode.Unavailable, disk.Report is { Full: true } full ? $"{full}." : exception.Message));
        }

        Log.UnhandledException(logger, exception, context.Method);
        return new RpcException(new Status(StatusCode.Internal, "Internal error encountered."));
    }
}
