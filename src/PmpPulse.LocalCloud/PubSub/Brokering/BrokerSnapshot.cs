using Google.Cloud.PubSub.V1;

namespace PmpPulse.LocalCloud.PubSub.Brokering;

/// <summary>A snapshot of a subscription's acknowledgements; they are in the log.</summary>
/// <param name="Id">Its number in the log.</param>
/// <param name="TopicId">The topic whose messages it keeps.</param>
/// <param name="Resource">Shared: don't change it.</param>
internal sealed record BrokerSnapshot(long Id, long TopicId, Snapshot Resource);
