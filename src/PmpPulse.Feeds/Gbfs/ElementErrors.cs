using PmpPulse.Contracts.Json;

namespace PmpPulse.Feeds.Gbfs;

/// <summary>
/// The kinds of <see cref="ReadError"/> that elements of a feed's list have, such as <c>station_id_missing</c>. Like
/// <see cref="ReadErrors"/> they end up as <c>error_type</c> of dead letters, so they never change their meaning.
/// </summary>
/// <param name="element">What one is called: <c>station</c>.</param>
/// <param name="list">What the list is called: <c>stations</c>.</param>
public sealed class ElementErrors(string element, string list)
{
    /// <summary>The feed has no such list.</summary>
    public string ListMissing { get; } = $"{list}_missing";

    /// <summary>The list is not an array.</summary>
    public string ListNotAnArray { get; } = $"{list}_not_an_array";

    /// <summary>An element's bytes are not JSON, are cut off, or nest too deep, in a body that is therefore not JSON as a whole.</summary>
    public string NotJson { get; } = $"{element}_not_json";

    /// <summary>An element's bytes are not UTF-8.</summary>
    public string NotUtf8 { get; } = $"{element}_not_utf8";

    /// <summary>An element is not a JSON object.</summary>
    public string NotAnObject { get; } = $"{element}_not_an_object";

    /// <summary>An element has no id, or an empty one.</summary>
    public string IdMissing { get; } = $"{element}_id_missing";

    /// <summary>An id is neither text nor an integer.</summary>
    public string IdInvalid { get; } = $"{element}_id_invalid";

    /// <summary>Another element of the same list has the same id and a newer report, or an equally new one and comes first.</summary>
    public string IdDuplicate { get; } = $"{element}_id_duplicate";

    /// <summary>A property of an element has the wrong type, or a value outside its range.</summary>
    public string FieldInvalid { get; } = $"{element}_field_invalid";
}
