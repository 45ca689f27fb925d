using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PmpPulse.LocalCloud.PubSub.Delivery;
using PmpPulse.LocalCloud.PubSub.Errors;
using PmpPulse.LocalCloud.PubSub.Export;
using PmpPulse.LocalCloud.PubSub.MessageLog;

namespace PmpPulse.LocalCloud.PubSub.Resources;

/// <summary>The rules for creating and changing subscriptions, and the effect of their settings on delivery.</summary>
internal static class SubscriptionRules
{
    public const int MinAckDeadlineSeconds = 10;
    public const int MaxAckDeadlineSeconds = 600;

    private const int MinDeliveryAttempts = 5;
    private const int MaxDeliveryAttempts = 100;

    // for push and export subscriptions without a retry policy: https://cloud.google.com/pubsub/docs/push#push_backoff
    private static readonly TimeSpan PushMinBackoff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PushMaxBackoff = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan DefaultRetention = TimeSpan.FromDays(7);
    private static readonly TimeSpan DefaultMinBackoff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(600);
    private static readonly TimeSpan DefaultExpiration = TimeSpan.FromDays(31);
    private static readonly TimeSpan MinExpiration = TimeSpan.FromDays(1);

    private static readonly string[] Mutable =
    [
        "push_config", "bigquery_config", "ack_deadline_seconds", "retain_acked_messages", "message_retention_duration", "labels",
        "expiration_policy", "dead_letter_policy", "retry_policy",
    ];

    /// <summary>The subscription to store for a client's request. Other resources that it names are not checked.</summary>
    public static Subscription Normalize(Subscription asked, bool exports)
    {
        ResourceName.Check(ResourceName.Subscriptions, asked.Name);
        if (asked.Topic != ResourceName.DeletedTopic) ResourceName.Check(ResourceName.Topics, asked.Topic);
        RefuseUnsupported(asked, exports);

        var subscription = asked.Clone();
        if (subscription.AckDeadlineSeconds == 0) subscription.AckDeadlineSeconds = MinAckDeadlineSeconds;
        if (subscription.AckDeadlineSeconds is < MinAckDeadlineSeconds or > MaxAckDeadlineSeconds)
        {
            throw PubSubErrors.InvalidArgument(
                $"Invalid ack deadline given (ack_deadline_seconds={asked.AckDeadlineSeconds}): it must be between {MinAckDeadlineSeconds} and {MaxAckDeadlineSeconds} seconds.");
        }

        TopicRules.CheckRetention(subscription.MessageRetentionDuration);
        subscription.MessageRetentionDuration ??= Duration.FromTimeSpan(DefaultRetention);
        subscription.PushConfig = NormalizePush(subscription.PushConfig);
        subscription.ExpirationPolicy ??= new ExpirationPolicy { Ttl = Duration.FromTimeSpan(DefaultExpiration) };
        if (subscription.ExpirationPolicy.Ttl is { } ttl && !TopicRules.InRange(ttl, MinExpiration, TimeSpan.MaxValue))
        {
            throw PubSubErrors.InvalidArgument("expiration_policy.ttl is too small: the minimum is 1 day.");
        }

        NormalizeDeadLetterPolicy(subscription.DeadLetterPolicy);
        NormalizeRetryPolicy(subscription.RetryPolicy);
        if (subscription.BigqueryConfig is { } export) export.State = BigQueryConfig.Types.State.Unspecified;
        subscription.State = Subscription.Types.State.Active;
        subscription.Detached = false;
        return subscription;
    }

    /// <summary>The subscription with an update's masked fields applied.</summary>
    public static Subscription Update(Subscription current, UpdateSubscriptionRequest request, bool exports)
    {
        UpdateMasks.Check(request.UpdateMask, Subscription.Descriptor, "UpdateSubscriptionRequest", "Subscription", Mutable);
        var updated = current.Clone();
        UpdateMasks.Apply(request.UpdateMask, request.Subscription, updated);
        return Normalize(updated, exports);
    }

    /// <summary>The backlog options that the settings imply.</summary>
    public static BacklogOptions Backlog(Subscription subscription)
    {
        var (min, max) = (TimeSpan.Zero, TimeSpan.Zero);
        if (subscription.RetryPolicy is { } retry) (min, max) = (retry.MinimumBackoff.ToTimeSpan(), retry.MaximumBackoff.ToTimeSpan());
        else if (IsPush(subscription) || IsExport(subscription)) (min, max) = (PushMinBackoff, PushMaxBackoff);
        var retention = subscription.MessageRetentionDuration.ToTimeSpan();
        // messages that the topic retains are available to each of its subscriptions
        if (subscription.TopicMessageRetentionDuration?.ToTimeSpan() is { } topic && topic > retention) retention = topic;
        return new BacklogOptions(
            subscription.EnableMessageOrdering,
            Micros.From(retention),
            Micros.From(min),
            Micros.From(max),
            subscription.DeadLetterPolicy?.MaxDeliveryAttempts);
    }

    public static bool IsPush(Subscription subscription) => subscription.PushConfig is { PushEndpoint.Length: > 0 };

    public static bool IsExport(Subscription subscription) => subscription.BigqueryConfig is { Table.Length: > 0 };

    public static PushConfig NormalizePush(PushConfig? asked)
    {
        var push = asked?.Clone() ?? new PushConfig();
        if (push.NoWrapper is not null) throw PubSubErrors.Unsupported("PushConfig.no_wrapper");
        if (push.PushEndpoint.Length == 0) return push;
        if (!Uri.TryCreate(push.PushEndpoint, UriKind.Absolute, out var endpoint)
            || (endpoint.Scheme != Uri.UriSchemeHttp && endpoint.Scheme != Uri.UriSchemeHttps))
        {
            throw PubSubErrors.InvalidArgument("Unsupported push_endpoint");
        }

        if (push.Attributes.Any(attribute => attribute is not { Key: "x-goog-version", Value: "v1" or "v1beta2" }))
        {
            throw PubSubErrors.InvalidArgument("Unsupported push_config.attributes: the only one is x-goog-version, v1.");
        }

        if (push.OidcToken is { ServiceAccountEmail.Length: 0 })
        {
            throw PubSubErrors.InvalidArgument("push_config.oidc_token.service_account_email must be set.");
        }

        return push;
    }

    private static void RefuseUnsupported(Subscription asked, bool exports)
    {
        if (asked.Filter.Length > 0) throw PubSubErrors.Unsupported("Subscription.filter");
        if (asked.EnableExactlyOnceDelivery) throw PubSubErrors.Unsupported("Subscription.enable_exactly_once_delivery");
        if (asked.CloudStorageConfig is not null) throw PubSubErrors.Unsupported("Subscription.cloud_storage_config");
        if (asked.BigtableConfig is not null) throw PubSubErrors.Unsupported("Subscription.bigtable_config");
        if (asked.MessageTransforms.Count > 0) throw PubSubErrors.Unsupported("Subscription.message_transforms");
        if (asked.Tags.Count > 0) throw PubSubErrors.Unsupported("Subscription.tags");
        if (asked.BigqueryConfig is null) return;
        if (!exports) throw PubSubErrors.Unsupported("Subscription.bigquery_config");
        if (!ExportTarget.TryParse(asked.BigqueryConfig.Table, out _))
        {
            throw PubSubErrors.InvalidArgument(
                $"Invalid BigQuery table (table={asked.BigqueryConfig.Table}): it must have the form project.dataset.table.");
        }

        if (asked.BigqueryConfig.UseTableSchema) throw PubSubErrors.Unsupported("BigQueryConfig.use_table_schema");
        if (asked.BigqueryConfig.UseTopicSchema) throw PubSubErrors.Unsupported("BigQueryConfig.use_topic_schema");
        if (asked.BigqueryConfig.ServiceAccountEmail.Length > 0) throw PubSubErrors.Unsupported("BigQueryConfig.service_account_email");
        if (asked.BigqueryConfig.DropUnknownFields)
        {
            throw PubSubErrors.InvalidArgument("drop_unknown_fields needs use_topic_schema or use_table_schema.");
        }

        if (IsPush(asked)) throw PubSubErrors.InvalidArgument("Only one of push_config and bigquery_config may be set.");
        if (asked.EnableMessageOrdering) throw PubSubErrors.Unsupported("Subscription.enable_message_ordering with bigquery_config");
    }

    private static void NormalizeDeadLetterPolicy(DeadLetterPolicy? policy)
    {
        if (policy is null) return;
        ResourceName.Check(ResourceName.Topics, policy.DeadLetterTopic);
        if (policy.MaxDeliveryAttempts == 0) policy.MaxDeliveryAttempts = MinDeliveryAttempts;
        if (policy.MaxDeliveryAttempts < MinDeliveryAttempts)
        {
            throw PubSubErrors.Of(
                StatusCode.OutOfRange,
                $"The value for max_delivery_attempts is too small. You passed {policy.MaxDeliveryAttempts} in the request, but the minimum value is {MinDeliveryAttempts}.");
        }

        if (policy.MaxDeliveryAttempts > MaxDeliveryAttempts)
        {
            throw PubSubErrors.Of(
                StatusCode.OutOfRange,
                $"The value for max_delivery_attempts is too large. You passed {policy.MaxDeliveryAttempts} in the request, but the maximum value is {MaxDeliveryAttempts}.");
        }
    }

    private static void NormalizeRetryPolicy(RetryPolicy? policy)
    {
        if (policy is null) return;
        policy.MinimumBackoff ??= Duration.FromTimeSpan(DefaultMinBackoff);
        policy.MaximumBackoff ??= Duration.FromTimeSpan(MaxBackoff);
        CheckBackoff(policy.MinimumBackoff, "minimum_backoff");
        CheckBackoff(policy.MaximumBackoff, "maximum_backoff");
        if (policy.MaximumBackoff.ToTimeSpan() < policy.MinimumBackoff.ToTimeSpan())
        {
            throw PubSubErrors.InvalidArgument(
                $"The value for maximum_backoff is too small. You passed {policy.MaximumBackoff.Seconds}s in the request, but the minimum value is {policy.MinimumBackoff.Seconds}s.");
        }
    }

    private static void CheckBackoff(Duration backoff, string field)
    {
        if (!TopicRules.InRange(backoff, TimeSpan.Zero, MaxBackoff))
        {
            throw PubSubErrors.InvalidArgument(
                $"The value for {field} is out of bounds. You passed {backoff.Seconds}s in the request, but the value must be between 0s and {MaxBackoff.TotalSeconds}s.");
        }
    }
}
