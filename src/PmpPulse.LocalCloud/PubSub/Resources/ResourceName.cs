using System.Text.RegularExpressions;
using PmpPulse.LocalCloud.PubSub.Errors;

namespace PmpPulse.LocalCloud.PubSub.Resources;

/// <summary>
/// Validates names of the form <c>projects/P/topics/T</c> (<see
/// href="https://cloud.google.com/pubsub/docs/pubsub-basics#resource_names">resource names</see>).
/// </summary>
internal static partial class ResourceName
{
    public const string Topics = "topics";
    public const string Subscriptions = "subscriptions";
    public const string Snapshots = "snapshots";

    /// <summary>The topic name that a subscription shows after its topic is deleted.</summary>
    public const string DeletedTopic = "_deleted-topic_";

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: the name is not valid in that collection.</exception>
    public static string Check(string collection, string name)
    {
        var match = Name().Match(name);
        if (!match.Success || match.Groups["collection"].Value != collection
            || match.Groups["id"].Value.StartsWith("goog", StringComparison.OrdinalIgnoreCase))
        {
            throw PubSubErrors.InvalidName(collection, name);
        }

        return name;
    }

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: not <c>projects/P</c>.</exception>
    public static string CheckProject(string name) =>
        Project().IsMatch(name) ? name : throw PubSubErrors.InvalidArgument($"Invalid [projects] name: (name={name})");

    [GeneratedRegex(@"^projects/[a-z0-9.:-]+/(?<collection>[a-z]+)/(?<id>[A-Za-z][A-Za-z0-9._~+%-]{2,254})\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"^projects/[a-z0-9.:-]+\z")]
    private static partial Regex Project();
}
