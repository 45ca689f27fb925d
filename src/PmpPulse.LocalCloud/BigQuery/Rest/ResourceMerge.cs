using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.BigQuery.Resources;
using PmpPulse.LocalCloud.Hosting;

namespace PmpPulse.LocalCloud.BigQuery.Rest;

/// <summary>PATCH as a JSON merge patch (RFC 7396), PUT as a replacement.</summary>
internal static class ResourceMerge
{
    public static T Apply<T>(T current, JsonElement body, bool merge, JsonTypeInfo<T> type)
        where T : Resource
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw BigQueryException.Invalid("Invalid JSON payload received: an object is expected.");
        }

        try
        {
            if (!merge) return body.Deserialize(type)!;
            var node = JsonSerializer.SerializeToNode(current, type)!.AsObject();
            Merge(node, JsonNode.Parse(body.GetRawText(), documentOptions: JsonDocuments.NoDuplicates)!.AsObject());
            return node.Deserialize(type)!;
        }
        catch (JsonException e)
        {
            throw RequestBody.Malformed(e);
        }
    }

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null) target.Remove(name);
            else if (value is JsonObject members && target[name] is JsonObject existing) Merge(existing, members);
            else target[name] = value.DeepClone();
        }
    }
}
