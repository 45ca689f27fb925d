using System.Text.Json;
using System.Text.Json.Serialization;

namespace PmpPulse.Contracts.Topology;

/// <summary>Reads the files of <c>infra/feeds</c> embedded in this assembly.</summary>
internal static class FeedFiles
{
    private const string Folder = "feeds/";

    /// <exception cref="InvalidDataException">A file is not a feed; the message names it.</exception>
    public static IReadOnlyList<FeedTopology> Read()
    {
        var carrier = typeof(FeedFiles).Assembly;
        var names = carrier.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        return [.. names.Select(name =>
        {
            using var content = carrier.GetManifestResourceStream(name)!;
            return Parse(name[Folder.Length..], content);
        })];
    }

    /// <param name="name">The file's name without <c>.json</c>.</param>
    /// <param name="content">Its content.</param>
    /// <exception cref="InvalidDataException">A member is missing, unknown or of the wrong type, or the name is another feed's.</exception>
    public static FeedTopology Parse(string name, Stream content)
    {
        try
        {
            var feed = JsonSerializer.Deserialize(content, FeedJson.Default.FeedTopology)
                ?? throw new InvalidDataException($"infra/feeds/{name}.json is null");
            return feed.Id == name
                ? feed
                : throw new InvalidDataException($"infra/feeds/{name}.json describes {feed.Id}: a feed's file is named {FeedTopology.IdForm}.json");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"infra/feeds/{name}.json: {exception.Message}", exception);
        }
    }
}

/// <summary>A table as <c>dataset.table</c>.</summary>
internal sealed class TableNameConverter : JsonConverter<TableName>
{
    public override TableName Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.GetString()!.Split('.') is [{ Length: > 0 } dataset, { Length: > 0 } table]
            ? new TableName(dataset, table)
            : throw new JsonException("a table is written as dataset.table");

    public override void Write(Utf8JsonWriter writer, TableName value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(TableNameConverter)])]
[JsonSerializable(typeof(FeedTopology))]
internal sealed partial class FeedJson : JsonSerializerContext;
