using System.Diagnostics;

namespace PmpPulse.FeedSimulator.Serving;

/// <summary>
/// Tells the retries of a poll from the next poll: requests of one poll are of one trace
/// (<see href="https://www.w3.org/TR/trace-context/">W3C Trace Context</see>), which .NET's HTTP client tells by itself. A request without one
/// is a poll of its own. Thread-safe.
/// </summary>
internal sealed class PollTrace
{
    private readonly Lock _lock = new();
    private ActivityTraceId _last;

    /// <summary>Whether a request is of the poll that asked last, which then stays the last.</summary>
    public bool IsRetry(HttpRequest request)
    {
        var trace = ActivityContext.TryParse(request.Headers.TraceParent, null, isRemote: true, out var context) ? context.TraceId : default;
        lock (_lock)
        {
            if (trace != default && trace == _last) return true;
            _last = trace;
            return false;
        }
    }
}
