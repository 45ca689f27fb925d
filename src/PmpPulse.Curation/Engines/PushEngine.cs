using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.Pipeline;
using PmpPulse.GoogleCloud.PubSub.Push;

namespace PmpPulse.Curation.Engines;

/// <summary>The push engine: a message is acknowledged once all of it is durable, and redelivered if it is not.</summary>
internal sealed class PushEngine(CurationPipeline pipeline)
{
    public async Task<PushReply> HandleAsync(PushDelivery delivery, CancellationToken cancellationToken)
    {
        var message = new SourceMessage(delivery.MessageId, delivery.Data) { Attributes = delivery.Attributes };
        return await pipeline.HandleAsync(message, delivery.TraceParent, cancellationToken) == MessageOutcome.Failed
            ? PushReply.NotYet("not_written", "The message is not durable yet; deliver it again.")
            : PushReply.Acknowledged;
    }
}
