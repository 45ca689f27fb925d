
namespace PmpPulse.Contracts.Json;

/// <summary>
/// The kinds of <see cref="ReadError"/>; they end up as <c>error_type</c> of dead letters, so they never change their meaning. Those of a
/// feed's elements are named by the kind of feed.
/// </summary>
public static class ReadErrors
{
    /// <summary>No bytes, or only white space.</summary>
    public const string Empty = "empty";

    /// <summary>The bytes begin as gzip but are not one whole gzip member: corrupt, cut off, or followed by something.</summary>
    public const string GzipInvalid = "gzip_invalid";

    /// <summary>Gzip that says it unpacks to more than <see cref="JsonLimits.MaxUnpackedBytes"/>.</summary>
    public const string GzipTooLarge = "gzip_too_large";

    /// <summary>The bytes are not UTF-8, the only encoding JSON travels in (RFC 8259, 8.1).</summary>
    public const string NotUtf8 = "not_utf8";

    /// <summary>The bytes are not one JSON value (RFC 8259), are cut off, or nest deeper than <see cref="JsonLimits"/> allows.</summary>
    public const string NotJson = "not_json";

    /// <summary>The top level is not a JSON object.</summary>
    public const string NotAnObject = "not_an_object";

    /// <summary>An envelope's property is missing, null or empty.</summary>
    public const string MissingField = "missing_field";

    /// <summary>An envelope's property has the wrong type or form.</summary>
    public const string InvalidField = "invalid_field";

    /// <summary>The event's source is a different system than the service's own (<see cref="Contracts.Events.ForeignSource"/>).</summary>
    public const string ForeignSource = "foreign_source";
}
