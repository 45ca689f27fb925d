using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using PmpPulse.Testing;

namespace PmpPulse.Local.Tests.Provisioning;

/// <summary>
/// Topics and subscriptions that <c>infra/terraform</c> declares for the feeds that run by default. It reads only as much HCL as
/// <c>topics.tf</c> and <c>subscriptions-*.tf</c> use, and fails on a name it can't resolve.
/// </summary>
internal sealed partial class TerraformSubscriptions
{
    private readonly string _project;
    private readonly IReadOnlyList<JsonElement> _feeds;

    private TerraformSubscriptions(string text, IReadOnlyList<JsonElement> feeds, string project)
    {
        _project = project;
        _feeds = feeds;
        Topics = [.. TopicName().Matches(Line(Block(text, "resource \"google_pubsub_topic\""), "for_each")!).SelectMany(name => feeds.Select(feed => Resolve(feed, name.Groups[1].Value)!))];
        Subscriptions = [.. Resource().Matches(text).SelectMany(match => Expand(Block(text, match.Value))).OrderBy(s => s.Name, StringComparer.Ordinal)];
    }

    /// <summary>Short names.</summary>
    public IReadOnlyList<string> Topics { get; }

    public IReadOnlyList<Subscription> Subscriptions { get; }

    public static TerraformSubscriptions Read(string project)
    {
        var folder = Repository.PathOf("infra", "terraform");
        var files = Directory.GetFiles(folder, "subscriptions-*.tf").Append(Path.Combine(folder, "topics.tf"));
        var feeds = Directory.GetFiles(Repository.PathOf("infra", "feeds"), "*.json")
            .Select(file => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(file)))
            .Where(feed => feed.GetProperty("enabled_by_default").GetBoolean());
        return new TerraformSubscriptions(Comment().Replace(string.Join('\n', files.Select(File.ReadAllText)), ""), [.. feeds], project);
    }

    /// <summary>One per feed that has such a name.</summary>
    private IEnumerable<Subscription> Expand(string body) =>
        _feeds.Where(feed => Resolve(feed, EachValue().Match(Line(body, "name")!).Groups[1].Value) is not null).Select(feed => Subscription(body, feed));

    /// <summary>The value in a feed's file; null if there is none.</summary>
    private static string? Resolve(JsonElement feed, string path)
    {
        foreach (var member in path.Split('.'))
        {
            if (!feed.TryGetProperty(member, out feed)) return null;
        }

        return feed.GetString();
    }

    private Subscription Subscription(string body, JsonElement feed)
    {
        var text = EachValue().Replace(body, match => $"\"{Resolve(feed, match.Groups[1].Value)}\"");
        var subscription = new Subscription
        {
            Name = $"projects/{_project}/subscriptions/{Value(text, "name")}",
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
                Table = $"{_project}.{TableReference().Match(Line(export, "table")!).Groups[1].Value}",
                WriteMetadata = Value(export, "write_metadata") == "true",
            };
        }

        return subscription;
    }

    private string TopicOf(string text, string attribute) =>
        $"projects/{_project}/topics/{TopicReference().Match(Line(text, attribute)!).Groups[1].Value}";

    private static int Number(string text, string attribute) => int.Parse(Value(text, attribute)!, CultureInfo.InvariantCulture);

    private static Duration Seconds(string text, string attribute) =>
        new() { Seconds = long.Parse(Value(text, attribute)!.TrimEnd('s'), CultureInfo.InvariantCulture) };

    private static string? Value(string text, string attribute) => Line(text, attribute)?.Trim().Trim('"');

    private static string? Line(string text, string attribute) =>
        Regex.Match(text, $@"^\s*{attribute}\s*=(.*)$", RegexOptions.Multiline) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>The text between the braces after <paramref name="head"/>; empty if there is no such block.</summary>
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

    [GeneratedRegex(@"^\s*#.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex("""
        resource "google_pubsub_subscription" "\w+" \{
        """)]
    private static partial Regex Resource();

    [GeneratedRegex(@"each\.value\.([\w.]+)")]
    private static partial Regex EachValue();

    [GeneratedRegex(@"feed\.([\w.]+)")]
    private static partial Regex TopicName();

    [GeneratedRegex("""
        google_bigquery_table\.table\["([\w.]+)"\]
        """)]
    private static partial Regex TableReference();

    [GeneratedRegex("""
        google_pubsub_topic\.topic\["([\w-]+)"\]\.id
        """)]
    private static partial Regex TopicReference();
}
