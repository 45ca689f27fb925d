using Google.Cloud.PubSub.V1;

namespace PmpPulse.LocalCloud.PubSub.Brokering;

/// <summary>A subscription as the log has it.</summary>
/// <param name="Id">Its number, which a later subscription of the same name doesn't share.</param>
/// <param name="AckedTo">All its messages up to this id are acknowledged.</param>
/// <param name="Epoch">Number of seeks.</param>
internal sealed record SubscriptionRecord(long Id, Subscription Resource, long AckedTo, long Epoch);
