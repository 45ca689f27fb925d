using PmpPulse.Contracts.Json;
using PmpPulse.Contracts.Text;

namespace PmpPulse.Contracts.Events;

/// <summary>Events of a different system than a service's own.</summary>
public static class ForeignSource
{
    /// <summary>What is wrong with an event of another system; null if it is of this one.</summary>
    /// <param name="envelope">The event.</param>
    /// <param name="system">The service's system, such as <c>velib</c>.</param>
    public static ReadError? Find(EventEnvelope envelope, string system)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        if (envelope.Source == system) return null;
        var source = TextExcerpt.Of(envelope.Source);
        return new ReadError(
            ReadErrors.ForeignSource,
            $"The event is of system '{source}'; this service accepts only events of '{system}'. If it should accept this one, set its FEED_SOURCE to {source}: the dead letter holds the whole event. Otherwise correct the FEED_SOURCE of the collector that published it.");
    }
}
