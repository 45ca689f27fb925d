using System.Diagnostics;
using Google.Cloud.PubSub.V1;

namespace PmpPulse.GoogleCloud.PubSub;

/// <summary>
/// Carries one trace over Pub/Sub: the publisher's span travels in the message attribute <c>traceparent</c>
/// (<see href="https://www.w3.org/TR/trace-context/">W3C Trace Context</see>).
/// </summary>
public static class MessageTracing
{
    /// <summary>Name of the attribute.</summary>
    public const string TraceParentAttribute = "traceparent";

    /// <summary>Sets the attribute from the current activity; without one, leaves the message as it is.</summary>
    public static void SetTraceParent(this PubsubMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id }) message.Attributes[TraceParentAttribute] = id;
    }

    /// <summary>
    /// Starts the span of a message's handling under the span that published it; if the message carries none that can be read, under
    /// the current one. The request that delivered the message is linked, not parent.
    /// </summary>
    public static Activity? StartConsumer(ActivitySource source, string name, string? traceParent)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent))
        {
            return source.StartActivity(name, ActivityKind.Consumer);
        }

        ActivityLink[] links = Activity.Current is { } delivery ? [new ActivityLink(delivery.Context)] : [];
        return source.StartActivity(name, ActivityKind.Consumer, parent, links: links);
    }
}
