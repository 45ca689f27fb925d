using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PmpPulse.LocalCloud.Scheduler;

/// <summary>Writes times as Google does: UTC with a Z, without a zero fraction.</summary>
internal sealed class ZuluTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Format(value));

    public static string Format(DateTimeOffset value) =>
        value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
