using Google.Cloud.PubSub.V1;
using PmpPulse.GoogleSql.Types;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Schema;
using PmpPulse.LocalCloud.PubSub.Export;

namespace PmpPulse.LocalCloud.BigQuery.Export;

/// <summary>
/// What a BigQuery subscription requires of its table (<see
/// href="https://cloud.google.com/pubsub/docs/bigquery#write-metadata">columns</see>).
/// </summary>
internal static class ExportTable
{
    public const string Data = "data";
    public const string SubscriptionName = "subscription_name";
    public const string MessageId = "message_id";
    public const string PublishTime = "publish_time";
    public const string Attributes = "attributes";

    private static readonly Dictionary<string, FieldType[]> Body = new(StringComparer.OrdinalIgnoreCase)
    {
        [Data] = [FieldType.Bytes, FieldType.String, FieldType.Json],
    };

    private static readonly Dictionary<string, FieldType[]> BodyAndMetadata = new(Body, StringComparer.OrdinalIgnoreCase)
    {
        [SubscriptionName] = [FieldType.String],
        [MessageId] = [FieldType.String],
        [PublishTime] = [FieldType.Timestamp],
        [Attributes] = [FieldType.String, FieldType.Json],
    };

    public static TableState Check(TableEntry table, bool metadata)
    {
        if (table.IsView) return Mismatch($"{table.Key} is a view.");
        var needed = metadata ? BodyAndMetadata : Body;
        foreach (var (name, types) in needed)
        {
            var expected = string.Join(" or ", types.Select(TypeNames.Standard));
            if (table.Fields.FirstOrDefault(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } field)
            {
                return Mismatch($"Incompatible schema: the table {table.Key} has no field {name}, which must be {expected}.");
            }

            if (!types.Contains(field.Type))
            {
                return Mismatch($"Incompatible schema type for field {name}: expected {expected}, got {TypeNames.Standard(field.Type)}.");
            }

            if (field.IsRepeated)
            {
                return Mismatch($"Incompatible schema mode for field {name}: expected NULLABLE or REQUIRED, got REPEATED.");
            }

        }

        return table.Fields.FirstOrDefault(field => field.Mode == FieldMode.Required && !needed.ContainsKey(field.Name)) is { } unfilled
            ? Mismatch($"Incompatible schema mode for field {unfilled.Name}: it is REQUIRED, and nothing would be written to it.")
            : TableState.Active;
    }

    private static TableState Mismatch(string fault) => new(BigQueryConfig.Types.State.SchemaMismatch, fault);
}
