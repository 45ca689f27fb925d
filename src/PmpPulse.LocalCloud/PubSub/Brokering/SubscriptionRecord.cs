using Google.Cloud.PubSub.V1;

namespace PmpPulse.LocalCloud.PubSub.Brokering;

/// <summary>A subscription as stored in the log.</summary>
/// <param name="Id">Its number. A later subscription of the same name has a different one.</param>
/// <param name="AckedTo">All messages up to this id are acknowledged.</param>
/// <param name="Epoch">The number of seeks.</param>
internal sealed record SubscriptionRecord(long Id, Subscription Resource, long AckedTo, long Epoch);
