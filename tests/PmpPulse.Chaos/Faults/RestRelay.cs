using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace PmpPulse.Chaos.Faults;

/// <summary>Forwards BigQuery's REST API and injects faults.</summary>
internal sealed class RestRelay(IHttpForwarder forwarder, FaultSwitch faults, string upstream) : IDisposable
{
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None });

    public async Task HandleAsync(HttpContext context)
    {
        var fault = faults.Draw();
        switch (fault.Kind)
        {
            case FaultKind.Unavailable:
                await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "backendError", "UNAVAILABLE");
                return;
            case FaultKind.ResourceExhausted:
                await RefuseAsync(context, StatusCodes.Status429TooManyRequests, "rateLimitExceeded", "RESOURCE_EXHAUSTED");
                return;
            case FaultKind.RequestLost:
                context.Abort();
                return;
            case FaultKind.AnswerLost or FaultKind.Silent:
                // carried out, but the answer is dropped
                context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
                await ForwardAsync(context);
                if (fault.Kind == FaultKind.Silent) await WaitAsync(fault, context.RequestAborted);
                context.Abort();
                return;
            case FaultKind.Late:
                await Task.Delay(fault.Delay, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
        }

        await ForwardAsync(context);
    }

    public void Dispose() => _client.Dispose();

    private async Task ForwardAsync(HttpContext context) => await forwarder.SendAsync(context, $"http://{upstream}/", _client);

    private static async Task WaitAsync(Fault fault, CancellationToken aborted)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(fault.Ended, aborted);
        await Task.Delay(Timeout.InfiniteTimeSpan, wait.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static Task RefuseAsync(HttpContext context, int status, string reason, string name)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(
            $$$"""{"error":{"code":{{{status}}},"message":"Refused (chaos).","status":"{{{name}}}","errors":[{"reason":"{{{reason}}}","message":"Refused (chaos)."}]}}""");
    }
}
