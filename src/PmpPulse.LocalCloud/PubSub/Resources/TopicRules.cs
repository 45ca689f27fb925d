using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using PmpPulse.LocalCloud.PubSub.Errors;

namespace PmpPulse.LocalCloud.PubSub.Resources;

/// <summary>The rules for creating and changing topics.</summary>
internal static class TopicRules
{
    private static readonly TimeSpan MinRetention = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan MaxRetention = TimeSpan.FromDays(31);

    private static readonly string[] Mutable = ["labels", "message_retention_duration"];

    /// <summary>The topic to store for a client's request.</summary>
    public static Topic Normalize(Topic asked)
    {
        ResourceName.Check(ResourceName.Topics, asked.Name);
        Refuse(asked.MessageStoragePolicy, "Topic.message_storage_policy");
        Refuse(asked.SchemaSettings, "Topic.schema_settings");
        Refuse(asked.IngestionDataSourceSettings, "Topic.ingestion_data_source_settings");
        if (asked.KmsKeyName.Length > 0) throw PubSubErrors.Unsupported("Topic.kms_key_name");
        if (asked.MessageTransforms.Count > 0) throw PubSubErrors.Unsupported("Topic.message_transforms");
        if (asked.Tags.Count > 0) throw PubSubErrors.Unsupported("Topic.tags");
        CheckRetention(asked.MessageRetentionDuration);
        var topic = asked.Clone();
        topic.State = Topic.Types.State.Active;
        topic.SatisfiesPzs = false;
        return topic;
    }

    /// <summary>The topic with an update's masked fields applied.</summary>
    public static Topic Update(Topic current, UpdateTopicRequest request)
    {
        UpdateMasks.Check(request.UpdateMask, Topic.Descriptor, "UpdateTopicRequest", "Topic", Mutable);
        var updated = current.Clone();
        UpdateMasks.Apply(request.UpdateMask, request.Topic, updated);
        return Normalize(updated);
    }

    internal static void CheckRetention(Duration? retention)
    {
        if (retention is null) return;
        if (!InRange(retention, MinRetention, MaxRetention)) throw PubSubErrors.InvalidArgument("message_retention_duration out of bounds");
    }

    internal static bool InRange(Duration duration, TimeSpan min, TimeSpan max) =>
        duration.Seconds >= (long)min.TotalSeconds
        && (duration.Seconds < (long)max.TotalSeconds || (duration.Seconds == (long)max.TotalSeconds && duration.Nanos == 0));

    private static void Refuse(object? value, string field)
    {
        if (value is not null) throw PubSubErrors.Unsupported(field);
    }
}
