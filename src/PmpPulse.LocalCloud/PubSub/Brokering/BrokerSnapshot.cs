using Google.Cloud.PubSub.V1;

namespace PmpPulse.LocalCloud.PubSub.Brokering;

/// <summary>A snapshot of a subscription's acknowledgements, which are stored in the log.</summary>
/// <param name="Id">Its number in the log.</param>
/// <param name="TopicId">The topic whose messages it keeps.</param>
/// <param name="Resource">Shared; do not modify.</param>
internal sealed record BrokerSnapshot(long Id, long TopicId, Snapshot Resource);
