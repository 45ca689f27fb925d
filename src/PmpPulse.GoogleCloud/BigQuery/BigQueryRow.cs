using System.Globalization;
using System.Text.Json;

namespace PmpPulse.GoogleCloud.BigQuery;

/// <summary>A row of a query's result. Getters take a column's name, matched exactly, and fail on NULL unless they say otherwise.</summary>
/// <exception cref="KeyNotFoundException">Any getter: no column has that name.</exception>
/// <exception cref="InvalidCastException">Any getter: the column is NULL or of another type.</exception>
public sealed class BigQueryRow
{
    private readonly IReadOnlyDictionary<string, int> _ordinals;
    private readonly IReadOnlyList<QueryResponseJson.CellJson> _cells;

    internal BigQueryRow(BigQuerySchema schema, IReadOnlyDictionary<string, int> ordinals, IReadOnlyList<QueryResponseJson.CellJson> cells)
    {
        Schema = schema;
        _ordinals = ordinals;
        _cells = cells;
    }

    /// <summary>The columns.</summary>
    public BigQuerySchema Schema { get; }

    /// <summary>
    /// A value as BigQuery's JSON spells it (numbers as text, TIMESTAMP as microseconds, BYTES in base64, an ARRAY or STRUCT as JSON), or
    /// null.
    /// </summary>
    public string? GetRaw(int ordinal) => Text(_cells[ordinal].V);

    public bool IsNull(string column) => RawOrNull(column) is null;

    public string GetString(string column) => Raw(column);

    public string? GetStringOrNull(string column) => RawOrNull(column);

    public long GetInt64(string column) => Read(column, Raw(column), ToInt64);

    public long? GetInt64OrNull(string column) => ReadOrNull(column, ToInt64);

    public double GetDouble(string column) => Read(column, Raw(column), ToDouble);

    public double? GetDoubleOrNull(string column) => ReadOrNull(column, ToDouble);

    public bool GetBool(string column) => Read(column, Raw(column), bool.Parse);

    public bool? GetBoolOrNull(string column) => ReadOrNull(column, bool.Parse);

    /// <summary>TIMESTAMP, UTC.</summary>
    public DateTimeOffset GetTimestamp(string column) => Read(column, Raw(column), ToTimestamp);

    /// <inheritdoc cref="GetTimestamp"/>
    public DateTimeOffset? GetTimestampOrNull(string column) => ReadOrNull(column, ToTimestamp);

    /// <summary>DATE.</summary>
    public DateOnly GetDate(string column) => Read(column, Raw(column), text => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture));

    /// <summary>DATETIME, without a time zone.</summary>
    public DateTime GetDateTime(string column) =>
        Read(column, Raw(column), text => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.None));

    /// <summary>BYTES.</summary>
    public byte[]? GetBytesOrNull(string column) => RawOrNull(column) is { } text ? Read(column, text, Convert.FromBase64String) : null;

    /// <summary>ARRAY of STRING (or of anything, as spelled in JSON).</summary>
    public IReadOnlyList<string> GetStrings(string column)
    {
        var value = _cells[Ordinal(column)].V;
        return value.ValueKind switch
        {
            JsonValueKind.Array => [.. value.EnumerateArray().Select(element => Text(element.GetProperty("v")) ?? string.Empty)],
            // BigQuery has no NULL arrays: it answers with an empty one
            JsonValueKind.Null or JsonValueKind.Undefined => [],
            _ => throw new InvalidCastException($"Column {column} is not an ARRAY."),
        };
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };

    private static long ToInt64(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static double ToDouble(string text) => text switch
    {
        "NaN" => double.NaN,
        "Infinity" or "+Infinity" or "Inf" or "+Inf" => double.PositiveInfinity,
        "-Infinity" or "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    // microseconds, as requested by useInt64Timestamp; a server that doesn't know it answers seconds as a float
    private static DateTimeOffset ToTimestamp(string text)
    {
        var micros = text.AsSpan().ContainsAny('.', 'E', 'e')
            ? (long)decimal.Round(decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) * 1_000_000m)
            : ToInt64(text);
        return DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);
    }

    private static T Read<T>(string column, string text, Func<string, T> convert)
    {
        try
        {
            return convert(text);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentOutOfRangeException)
        {
            throw new InvalidCastException($"Column {column} is '{text}', which can't be read as {typeof(T).Name}.", exception);
        }
    }

    private T? ReadOrNull<T>(string column, Func<string, T> convert)
        where T : struct => RawOrNull(column) is { } text ? Read(column, text, convert) : null;

    private string Raw(string column) => RawOrNull(column) ?? throw new InvalidCastException($"Column {column} is NULL.");

    private string? RawOrNull(string column) => GetRaw(Ordinal(column));

    private int Ordinal(string column) => _ordinals.TryGetValue(column, out var ordinal)
        ? ordinal
        : throw new KeyNotFoundException($"The result has no column {column}; it has {string.Join(", ", _ordinals.Keys)}.");
}
