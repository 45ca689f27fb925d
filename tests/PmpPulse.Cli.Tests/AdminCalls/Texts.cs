using System.Text.Json.Nodes;

namespace PmpPulse.Cli.Tests.AdminCalls;

/// <summary>Reads the texts of a JSON output.</summary>
internal static class Texts
{
    /// <summary>Every string, at any depth.</summary>
    public static IEnumerable<string> Of(JsonNode? json) => json switch
    {
        JsonObject members => members.SelectMany(member => Of(member.Value)),
        JsonArray items => items.SelectMany(Of),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };
}
