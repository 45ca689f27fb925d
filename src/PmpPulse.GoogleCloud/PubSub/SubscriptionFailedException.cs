using Grpc.Core;

namespace PmpPulse.GoogleCloud.PubSub;

/// <summary>
/// A subscription can't be pulled, and retrying won't help: it doesn't exist, it is a push subscription, access is denied.
/// </summary>
public sealed class SubscriptionFailedException(string subscriptionName, RpcException cause)
    : Exception($"Pulling {subscriptionName} failed for good: {cause?.Status.StatusCode} {cause?.Status.Detail}", cause)
{
    /// <summary>Full name of the subscription.</summary>
    public string SubscriptionName { get; } = subscriptionName;

    /// <summary>What Pub/Sub answered.</summary>
    public StatusCode StatusCode { get; } = cause?.StatusCode ?? StatusCode.Unknown;
}
