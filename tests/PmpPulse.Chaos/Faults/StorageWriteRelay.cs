using Google.Cloud.BigQuery.Storage.V1;
using Grpc.Core;

namespace PmpPulse.Chaos.Faults;

/// <summary>
/// Forwards the Storage Write API and injects faults. It parses the messages because some faults happen inside a call: an append refused
/// on a stream that stays open, an answer lost after the rows are written.
/// </summary>
internal sealed class StorageWriteRelay(BigQueryWrite.BigQueryWriteClient upstream, FaultSwitch faults) : BigQueryWrite.BigQueryWriteBase
{
    private const string RoutingHeader = "x-goog-request-params";

    public override async Task AppendRows(
        IAsyncStreamReader<AppendRowsRequest> requestStream, IServerStreamWriter<AppendRowsResponse> responseStream, ServerCallContext context)
    {
        using var call = upstream.AppendRows(Headers(context), cancellationToken: context.CancellationToken);
        AppendRowsRequest? opening = null;
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            var request = requestStream.Current;
            var fault = faults.Draw();
            ThrowIfRefused(fault);
            if (fault.Kind == FaultKind.ResourceExhausted)
            {
                // the stream stays open, and the server still needs what only the first request carries
                opening ??= request;
                await responseStream.WriteAsync(Exhausted(), context.CancellationToken);
                continue;
            }

            if (opening is not null && request.ProtoRows.WriterSchema is null)
            {
                (request.WriteStream, request.TraceId, request.ProtoRows.WriterSchema) = (opening.WriteStream, opening.TraceId, opening.ProtoRows.WriterSchema);
            }

            opening = null;
            var response = await ForwardAsync(call, request, context.CancellationToken);
            await ThrowIfLostAsync(fault, context.CancellationToken);
            if (response is null) return;
            await responseStream.WriteAsync(response, context.CancellationToken);
        }

        await call.RequestStream.CompleteAsync();
    }

    public override Task<WriteStream> CreateWriteStream(CreateWriteStreamRequest request, ServerCallContext context) =>
        UnaryAsync(context, options => upstream.CreateWriteStreamAsync(request, options));

    public override Task<FinalizeWriteStreamResponse> FinalizeWriteStream(FinalizeWriteStreamRequest request, ServerCallContext context) =>
        UnaryAsync(context, options => upstream.FinalizeWriteStreamAsync(request, options));

    public override Task<WriteStream> GetWriteStream(GetWriteStreamRequest request, ServerCallContext context) =>
        UnaryAsync(context, options => upstream.GetWriteStreamAsync(request, options));

    private async Task<T> UnaryAsync<T>(ServerCallContext context, Func<CallOptions, AsyncUnaryCall<T>> forward)
    {
        var fault = faults.Draw();
        ThrowIfRefused(fault);
        if (fault.Kind == FaultKind.ResourceExhausted) throw new RpcException(new Status(StatusCode.ResourceExhausted, "Quota exceeded (chaos)."));
        var response = await forward(new CallOptions(Headers(context), cancellationToken: context.CancellationToken));
        await ThrowIfLostAsync(fault, context.CancellationToken);
        return response;
    }

    /// <summary>The answer; null if the server ended the call without one.</summary>
    private static async Task<AppendRowsResponse?> ForwardAsync(
        AsyncDuplexStreamingCall<AppendRowsRequest, AppendRowsResponse> call, AppendRowsRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await call.RequestStream.WriteAsync(request, cancellationToken);
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException)
        {
            // the call has ended; reading says how
        }

        return await call.ResponseStream.MoveNext(cancellationToken) ? call.ResponseStream.Current : null;
    }

    private static void ThrowIfRefused(Fault fault)
    {
        if (fault.Kind is FaultKind.Unavailable or FaultKind.RequestLost) throw new RpcException(new Status(StatusCode.Unavailable, "The service is unavailable (chaos)."));
    }

    private static async Task ThrowIfLostAsync(Fault fault, CancellationToken cancellationToken)
    {
        switch (fault.Kind)
        {
            case FaultKind.Late:
                await Task.Delay(fault.Delay, cancellationToken);
                break;
            case FaultKind.AnswerLost:
                throw new RpcException(new Status(StatusCode.Unavailable, "The connection broke (chaos)."));
            case FaultKind.Silent:
                using (var wait = CancellationTokenSource.CreateLinkedTokenSource(fault.Ended, cancellationToken))
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, wait.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }

                throw new RpcException(new Status(StatusCode.Unavailable, "The connection broke after a silence (chaos)."));
        }
    }

    private static AppendRowsResponse Exhausted() => new()
    {
        Error = new Google.Rpc.Status { Code = (int)StatusCode.ResourceExhausted, Message = "Quota exceeded (chaos)." },
    };

    private static Metadata Headers(ServerCallContext context) => context.RequestHeaders.GetValue(RoutingHeader) is { } routing ? new Metadata { { RoutingHeader, routing } } : [];
}
