using System.Text.Json;

namespace PmpPulse.LocalCloud.Hosting;

/// <summary>Options for parsing JSON into a <see cref="System.Text.Json.Nodes.JsonObject"/>.</summary>
internal static class JsonDocuments
{
    /// <summary>Refuses duplicate names, which a JsonObject would detect only on access.</summary>
    public static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false };
}
