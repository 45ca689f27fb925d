namespace PmpPulse.Contracts;

/// <summary>The kinds of <see cref="ReadError"/>; they end up as <c>error_type</c> of dead letters, so they never change their meaning.</summary>
public static class ReadErrors
{
    /// <summary>No bytes, or only white space.</summary>
    public const string Empty = "empty";

    /// <summary>The bytes begin as gzip and are not one whole gzip member: corrupt, cut off, or something stands behind it.</summary>
    public const string GzipInvalid = "gzip_invalid";

    /// <summary>Gzip that says it unpacks to more than <see cref="JsonLimits.MaxUnpackedBytes"/>.</summary>
    public const string GzipTooLarge = "gzip_too_large";

    /// <summary>The bytes are not UTF-8, the only encoding JSON travels in (RFC 8259, 8.1).</summary>
    public const string NotUtf8 = "not_utf8";

    /// <summary>The bytes are not one JSON value (RFC 8259), are cut off, or nest deeper than <see cref="JsonLimits"/> allows.</summary>
    public const string NotJson = "not_json";

    /// <summary>The top level is no JSON object.</summary>
    public const string NotAnObject = "not_an_object";

    /// <summary>An envelope's property is missing, null or empty.</summary>
    public const string MissingField = "missing_field";

    /// <summary>An envelope's property has the wrong type or form.</summary>
    public const string InvalidField = "invalid_field";

    /// <summary>The event's source is another system than the service's own (<see cref="Contracts.ForeignSource"/>).</summary>
    public const string ForeignSource = "foreign_source";

    /// <summary>There is no <c>data.stations</c> (of the payload, where an envelope is read).</summary>
    public const string StationsMissing = "stations_missing";

    /// <summary><c>data.stations</c> is no array.</summary>
    public const string StationsNotAnArray = "stations_not_an_array";

    /// <summary>A station's bytes are not JSON, are cut off, or nest too deep, in a body that is therefore not JSON as a whole.</summary>
    public const string StationNotJson = "station_not_json";

    /// <summary>A station's bytes are not UTF-8.</summary>
    public const string StationNotUtf8 = "station_not_utf8";

    /// <summary>An element of <c>stations</c> is no JSON object.</summary>
    public const string StationNotAnObject = "station_not_an_object";

    /// <summary>A station has no <c>station_id</c>, or an empty one.</summary>
    public const string StationIdMissing = "station_id_missing";

    /// <summary>A <c>station_id</c> is neither text nor an integer.</summary>
    public const string StationIdInvalid = "station_id_invalid";

    /// <summary>Another station of the same file has the same id and the newer report, or an equal one before it.</summary>
    public const string StationIdDuplicate = "station_id_duplicate";

    /// <summary>A property of a station has the wrong type, or a value outside its range.</summary>
    public const string StationFieldInvalid = "station_field_invalid";
}
