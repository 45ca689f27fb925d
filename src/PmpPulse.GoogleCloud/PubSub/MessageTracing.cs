using System.Diagnostics;
using Google.Cloud.PubSub.V1;

namespace PmpPulse.GoogleCloud.PubSub;

/// <summary>Carries a trace across Pub/Sub in the message attribute <c>traceparent</c> (W3C Trace Context).</summary>
public static class MessageTracing
{
    /// <summary>Name of the attribute.</summary>
    public const string TraceParentAttribute = "traceparent";

    /// <summary>Sets the attribute from the current activity; without one, leaves the message as it is.</summary>
    public static void SetTraceParent(this PubsubMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id })
        {
            message.Attributes[TraceParentAttribute] = id;
        }
    }

    /// <summary>The publisher's span, or null where the attribute is absent or malformed.</summary>
    public static ActivityContext? GetTraceParent(this PubsubMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Attributes.TryGetValue(TraceParentAttribute, out var value) && ActivityContext.TryParse(value, null, isRemote: true, out var context)
            ? context
            : null;
    }
}
