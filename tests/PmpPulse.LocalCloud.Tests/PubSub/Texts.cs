using Google.Cloud.PubSub.V1;

namespace PmpPulse.LocalCloud.Tests.PubSub;

internal static class Texts
{
    /// <summary>The messages' data as text.</summary>
    public static IEnumerable<string> Of(IEnumerable<ReceivedMessage> messages) => messages.Select(m => m.Message.Data.ToStringUtf8());
}
