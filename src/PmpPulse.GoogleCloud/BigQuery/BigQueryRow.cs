namespace PmpPulse.GoogleCloud.BigQuery;

/// <summary>A row of a query's result. Getters take a column's name, matched exactly, and fail on NULL unless they say otherwise.</summary>
/// <exception cref="KeyNotFoundException">Any getter: no column has that name.</exception>
/// <exception cref="InvalidCastException">Any getter: the column is NULL or of another type.</exception>
public sealed class BigQueryRow
{
    internal BigQueryRow()
    {
    }

    /// <summary>The columns.</summary>
    public BigQuerySchema Schema => throw new NotImplementedException();

    /// <summary>A value as BigQuery's JSON spells it (numbers as text, TIMESTAMP as microseconds, BYTES in base64), or null.</summary>
    public string? GetRaw(int ordinal) => throw new NotImplementedException();

    public bool IsNull(string column) => throw new NotImplementedException();

    public string GetString(string column) => throw new NotImplementedException();

    public string? GetStringOrNull(string column) => throw new NotImplementedException();

    public long GetInt64(string column) => throw new NotImplementedException();

    public long? GetInt64OrNull(string column) => throw new NotImplementedException();

    public double GetDouble(string column) => throw new NotImplementedException();

    public double? GetDoubleOrNull(string column) => throw new NotImplementedException();

    public bool GetBool(string column) => throw new NotImplementedException();

    public bool? GetBoolOrNull(string column) => throw new NotImplementedException();

    /// <summary>TIMESTAMP, UTC.</summary>
    public DateTimeOffset GetTimestamp(string column) => throw new NotImplementedException();

    /// <inheritdoc cref="GetTimestamp"/>
    public DateTimeOffset? GetTimestampOrNull(string column) => throw new NotImplementedException();

    /// <summary>DATE.</summary>
    public DateOnly GetDate(string column) => throw new NotImplementedException();

    /// <summary>DATETIME, of no time zone.</summary>
    public DateTime GetDateTime(string column) => throw new NotImplementedException();

    /// <summary>BYTES.</summary>
    public byte[]? GetBytesOrNull(string column) => throw new NotImplementedException();

    /// <summary>ARRAY of STRING (or of anything, as spelled in JSON).</summary>
    public IReadOnlyList<string> GetStrings(string column) => throw new NotImplementedException();
}
