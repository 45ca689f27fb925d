using System.Text.Json.Nodes;

namespace PmpPulse.Cli.Tests.AdminCalls;

/// <summary>What an output says, wherever it says it.</summary>
internal static class Texts
{
    /// <summary>Every text, however deep.</summary>
    public static IEnumerable<string> Of(JsonNode? json) => json switch
    {
        JsonObject members => members.SelectMany(member => Of(member.Value)),
        JsonArray items => items.SelectMany(Of),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };
}
