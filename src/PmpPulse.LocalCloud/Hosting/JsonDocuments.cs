using System.Text.Json;

namespace PmpPulse.LocalCloud.Hosting;

/// <summary>How JSON that becomes a <see cref="System.Text.Json.Nodes.JsonObject"/> is read.</summary>
internal static class JsonDocuments
{
    /// <summary>Refuses a name that is there twice, which a JsonObject would only notice where it is used.</summary>
    public static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false };
}
