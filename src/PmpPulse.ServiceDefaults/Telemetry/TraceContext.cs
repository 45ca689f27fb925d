using System.Diagnostics;

namespace PmpPulse.ServiceDefaults;

/// <summary>
/// Carries one trace over Pub/Sub: the publisher's span travels in the message attribute <c>traceparent</c>
/// (<see href="https://www.w3.org/TR/trace-context/">W3C Trace Context</see>).
/// </summary>
public static class TraceContext
{
    /// <summary>Name of the message attribute.</summary>
    public const string Attribute = "traceparent";

    /// <summary>The current activity as a <c>traceparent</c>, or null where there is none.</summary>
    public static string? Current =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id : null;

    /// <summary>
    /// Starts the span of a message's handling under the span that published it; where the message carries none that can be read, under
    /// the current one. The request that delivered the message is linked, not parent.
    /// </summary>
    public static Activity? StartConsumer(ActivitySource source, string name, string? traceparent)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!ActivityContext.TryParse(traceparent, null, isRemote: true, out var parent))
        {
            return source.StartActivity(name, ActivityKind.Consumer);
        }

        ActivityLink[] links = Activity.Current is { } delivery ? [new ActivityLink(delivery.Context)] : [];
        return source.StartActivity(name, ActivityKind.Consumer, parent, links: links);
    }
}
