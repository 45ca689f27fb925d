using System.Globalization;
using System.Text.RegularExpressions;
using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using PmpPulse.Testing;

namespace PmpPulse.Local.Tests.Provisioning;

/// <summary>
/// Topics and subscriptions as <c>infra/terraform</c> declares them. It reads just the HCL that <c>topics.tf</c> and
/// <c>subscriptions-*.tf</c> are written in, and fails on a name it can't resolve.
/// </summary>
internal sealed partial class TerraformSubscriptions
{
    private readonly string _project;
    private readonly Dictionary<string, string> _topics;
    private readonly Dictionary<string, Dictionary<string, string>> _pushPaths;

    private TerraformSubscriptions(string text, string project)
    {
        _project = project;
        _topics = Strings(Block(text, "topics ="));
        _pushPaths = Entry().Matches(Block(text, "push_paths =")).ToDictionary(path => path.Groups[1].Value, path => Strings(path.Groups[2].Value));
        Subscriptions = [.. Resource().Matches(text).SelectMany(match => Expand(Block(text, match.Value))).OrderBy(s => s.Name, StringComparer.Ordinal)];
    }

    /// <summary>Short names.</summary>
    public IEnumerable<string> Topics => _topics.Values;

    public IReadOnlyList<Subscription> Subscriptions { get; }

    public static TerraformSubscriptions Read(string project)
    {
        var folder = Repository.PathOf("infra", "terraform");
        var files = Directory.GetFiles(folder, "subscriptions-*.tf").Append(Path.Combine(folder, "topics.tf"));
        return new TerraformSubscriptions(Comment().Replace(string.Join('\n', files.Select(File.ReadAllText)), ""), project);
    }

    private IEnumerable<Subscription> Expand(string body) =>
        body.Contains("for_each = local.push_paths", StringComparison.Ordinal)
            ? _pushPaths.Select(path => Subscription(body, path.Key, path.Value))
            : [Subscription(body, null, [])];

    private Subscription Subscription(string body, string? key, Dictionary<string, string> path)
    {
        // each.key and each.value.x, as the names and references use them
        var text = EachValue().Replace(body.Replace("each.key", $"\"{key}\"", StringComparison.Ordinal), match => $"\"{path[match.Groups[1].Value]}\"");
        var subscription = new Subscription
        {
            Name = $"projects/{_project}/subscriptions/{LocalTopic().Replace(Value(text, "name")!, match => _topics[match.Groups[1].Value])}",
            Topic = TopicOf(text, "topic"),
            AckDeadlineSeconds = Number(text, "ack_deadline_seconds"),
            MessageRetentionDuration = Seconds(text, "message_retention_duration"),
            EnableMessageOrdering = Value(text, "enable_message_ordering") == "true",
        };
        if (Value(Block(text, "expiration_policy"), "ttl") == "") subscription.ExpirationPolicy = new ExpirationPolicy();
        if (Block(text, "dead_letter_policy") is { Length: > 0 } deadLetter)
        {
            subscription.DeadLetterPolicy = new DeadLetterPolicy
            {
                DeadLetterTopic = TopicOf(deadLetter, "dead_letter_topic"),
                MaxDeliveryAttempts = Number(deadLetter, "max_delivery_attempts"),
            };
        }

        if (Block(text, "retry_policy") is { Length: > 0 } retry)
            subscription.RetryPolicy = new RetryPolicy { MinimumBackoff = Seconds(retry, "minimum_backoff"), MaximumBackoff = Seconds(retry, "maximum_backoff") };
        if (Block(text, "bigquery_config") is { Length: > 0 } export)
        {
            subscription.BigqueryConfig = new BigQueryConfig
            {
                Table = $"{_project}.pmp_ops.{path["table"]}",
                WriteMetadata = Value(export, "write_metadata") == "true",
            };
        }

        return subscription;
    }

    private string TopicOf(string text, string attribute) =>
        $"projects/{_project}/topics/{_topics[TopicReference().Match(Line(text, attribute)!).Groups[1].Value]}";

    private static int Number(string text, string attribute) => int.Parse(Value(text, attribute)!, CultureInfo.InvariantCulture);

    private static Duration Seconds(string text, string attribute) =>
        new() { Seconds = long.Parse(Value(text, attribute)!.TrimEnd('s'), CultureInfo.InvariantCulture) };

    private static string? Value(string text, string attribute) => Line(text, attribute)?.Trim().Trim('"');

    private static string? Line(string text, string attribute) =>
        Regex.Match(text, $@"^\s*{attribute}\s*=(.*)$", RegexOptions.Multiline) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>What stands between the braces after <paramref name="head"/>; empty where there is no such block.</summary>
    private static string Block(string text, string head)
    {
        var start = text.IndexOf(head, StringComparison.Ordinal);
        if (start < 0) return "";
        var open = text.IndexOf('{', start + head.Length - 1);
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            if (text[i] == '{') depth++;
            if (text[i] == '}' && --depth == 0) return text[(open + 1)..i];
        }

        throw new InvalidDataException($"The block of '{head}' has no end.");
    }

    private static Dictionary<string, string> Strings(string body) =>
        Pair().Matches(body).ToDictionary(pair => pair.Groups[1].Value, pair => pair.Groups[2].Value);

    [GeneratedRegex(@"^\s*#.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex("""
        resource "google_pubsub_subscription" "\w+" \{
        """)]
    private static partial Regex Resource();

    [GeneratedRegex("""
        "([\w-]+)" = \{([^}]*)\}
        """)]
    private static partial Regex Entry();

    [GeneratedRegex("""
        (\w+)\s*=\s*"([^"]*)"
        """)]
    private static partial Regex Pair();

    [GeneratedRegex(@"each\.value\.(\w+)")]
    private static partial Regex EachValue();

    [GeneratedRegex("""
        \$\{local\.topics\["(\w+)"\]\}
        """)]
    private static partial Regex LocalTopic();

    [GeneratedRegex("""
        google_pubsub_topic\.topic\["(\w+)"\]\.id
        """)]
    private static partial Regex TopicReference();
}
