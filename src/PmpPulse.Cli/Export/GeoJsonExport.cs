using System.Text.Json;
using PmpPulse.Cli.Query;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.Operations;

namespace PmpPulse.Cli.Export;

/// <summary>
/// A GeoJSON FeatureCollection (RFC 7946): a point for rows with <c>lat</c> and <c>lon</c>, the shape of rows with <c>geojson</c>. The other
/// columns are properties; numbers are JSON numbers, times texts.
/// </summary>
internal sealed class GeoJsonExport : ExportWriter
{
    private const string Shape = "geojson";
    private const int FlushBytes = 1 << 20;

    private readonly Utf8JsonWriter _json;
    private readonly BigQuerySchema _schema;
    private readonly bool _hasShape;

    public GeoJsonExport(Stream output, BigQuerySchema schema)
    {
        _schema = schema;
        _hasShape = Has(Shape);
        if (!_hasShape && !(Has("lat") && Has("lon")))
        {
            throw new MisuseException("its rows have no place: GeoJSON needs columns lat and lon, or geojson. --format csv or parquet writes any mart.");
        }

        _json = CellText.JsonWriter(output);
        _json.WriteStartObject();
        _json.WriteString("type"u8, "FeatureCollection"u8);
        _json.WriteStartArray("features"u8);
    }

    public override async Task WriteAsync(BigQueryRow row, CancellationToken cancellationToken)
    {
        _json.WriteStartObject();
        _json.WriteString("type"u8, "Feature"u8);
        _json.WritePropertyName("geometry"u8);
        if (_hasShape) WriteShape(row);
        else WritePoint(row);
        _json.WriteStartObject("properties"u8);
        for (var i = 0; i < _schema.Fields.Count; i++)
        {
            var field = _schema.Fields[i];
            if (field.Name is Shape or "lat" or "lon") continue;
            _json.WritePropertyName(field.Name);
            if (row.GetRaw(i) is { } raw && CellText.IsNumber(field) && double.TryParse(raw, System.Globalization.CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) _json.WriteRawValue(raw);
            else CellText.Write(_json, field, row.GetRaw(i));
        }

        _json.WriteEndObject();
        _json.WriteEndObject();
        if (_json.BytesPending > FlushBytes) await _json.FlushAsync(cancellationToken);
    }

    public override async Task EndAsync(CancellationToken cancellationToken)
    {
        _json.WriteEndArray();
        _json.WriteEndObject();
        await _json.FlushAsync(cancellationToken);
    }

    public override ValueTask DisposeAsync() => _json.DisposeAsync();

    private bool Has(string column) => _schema.Fields.Any(field => field.Name == column);

    private void WriteShape(BigQueryRow row)
    {
        if (row.GetStringOrNull(Shape) is { } shape) _json.WriteRawValue(shape);
        else _json.WriteNullValue();
    }

    private void WritePoint(BigQueryRow row)
    {
        if (row.GetDoubleOrNull("lat") is not { } lat || row.GetDoubleOrNull("lon") is not { } lon)
        {
            // RFC 7946: a feature without a place
            _json.WriteNullValue();
            return;
        }

        _json.WriteStartObject();
        _json.WriteString("type"u8, "Point"u8);
        _json.WriteStartArray("coordinates"u8);
        _json.WriteNumberValue(lon);
        _json.WriteNumberValue(lat);
        _json.WriteEndArray();
        _json.WriteEndObject();
    }
}
