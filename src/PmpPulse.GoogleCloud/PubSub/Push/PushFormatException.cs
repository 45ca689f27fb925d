namespace PmpPulse.GoogleCloud.PubSub.Push;

/// <summary>A request that is not a push delivery; nothing in it can be acknowledged.</summary>
/// <param name="reason">Stable name of the fault: <c>push_empty</c>, <c>push_not_json</c>, <c>push_not_an_object</c>,
/// <c>push_message_missing</c>, <c>push_field_invalid</c> or <c>push_data_not_base64</c>.</param>
/// <param name="message">What is wrong, for people.</param>
public sealed class PushFormatException(string reason, string message) : Exception(message)
{
    public string Reason { get; } = reason;
}
