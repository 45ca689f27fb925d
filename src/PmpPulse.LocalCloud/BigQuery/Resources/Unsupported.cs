using System.Text.Json;
using PmpPulse.LocalCloud.BigQuery.Errors;

namespace PmpPulse.LocalCloud.BigQuery.Resources;

/// <summary>Refuses unsupported members by name; nothing is silently ignored.</summary>
internal static class Unsupported
{
    private static readonly HashSet<string> KnownTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        "BIGNUMERIC", "BIGDECIMAL", "GEOGRAPHY", "INTERVAL", "RANGE", "FOREIGN",
    };

    /// <exception cref="BigQueryException">The body has a member that is unknown and not empty.</exception>
    public static void Refuse(Resource? resource, string path)
    {
        if (resource?.Others is not { } others) return;
        foreach (var (name, value) in others)
        {
            if (!IsEmpty(value)) throw BigQueryException.Unsupported($"\"{name}\" in {path}");
        }
    }

    public static BigQueryException Type(string type, string field) => KnownTypes.Contains(type)
        ? BigQueryException.Unsupported($"Type {type} of field {field}")
        : BigQueryException.Invalid($"Invalid value for type: {type} is not a valid value", field);

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.String => value.GetString() is "" or "0",
        JsonValueKind.Number => value.TryGetInt64(out var number) && number == 0,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.EnumerateObject().All(member => IsEmpty(member.Value)),
        _ => false,
    };
}
