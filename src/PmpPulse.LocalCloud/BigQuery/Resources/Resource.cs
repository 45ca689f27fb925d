using System.Text.Json;
using System.Text.Json.Serialization;

namespace PmpPulse.LocalCloud.BigQuery.Resources;

/// <summary>A REST body. Unknown members are kept in <see cref="Others"/>, so that they can be refused.</summary>
internal abstract record Resource
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}
