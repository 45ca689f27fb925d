using System.Text;
using System.Text.Json;
using PmpPulse.Contracts.Json;

namespace PmpPulse.Feeds.Gbfs;

/// <summary>
/// The list that a kind of feed has under <c>data</c>: its name, what identifies its elements, and what their errors are called. Immutable.
/// </summary>
public sealed class FeedList
{
    private readonly byte[][] _names;
    private readonly byte[][] _ids;

    /// <param name="element">What an element is called in errors, such as <c>station</c>.</param>
    /// <param name="names">
    /// The list's property under <c>data</c>, such as <c>stations</c>; more if versions of GBFS differ, the newest first.
    /// </param>
    /// <param name="ids">
    /// The property that identifies an element, such as <c>station_id</c>; more if versions differ, the newest first.
    /// </param>
    public FeedList(string element, IReadOnlyList<string> names, IReadOnlyList<string> ids)
    {
        (Element, Name, Id, Ids) = (element, names[0], ids[0], ids);
        Errors = new ElementErrors(element, names[0]);
        _names = [.. names.Select(Encoding.UTF8.GetBytes)];
        _ids = [.. ids.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>What an element is called.</summary>
    public string Element { get; }

    /// <summary>The list's property in the newest version.</summary>
    public string Name { get; }

    /// <summary>The identifying property in the newest version: also the column that holds it.</summary>
    public string Id { get; }

    /// <summary>The identifying property in each version, the newest first.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>The column that holds an element's own JSON.</summary>
    public string JsonColumn => $"raw_{Element}_json";

    /// <summary>What errors of its elements are called.</summary>
    public ElementErrors Errors { get; }

    /// <summary>Whether a property of <c>data</c> is the list.</summary>
    public bool Is(ReadOnlySpan<byte> name)
    {
        foreach (var known in _names)
        {
            if (name.SequenceEqual(known)) return true;
        }

        return false;
    }

    /// <summary>
    /// A feed of one element, with the bytes of <paramref name="element"/>; without its end if <paramref name="isClosed"/> is false.
    /// </summary>
    public byte[] FeedOf(ReadOnlySpan<byte> element, bool isClosed = true) =>
        [.. "{\"data\":{\""u8, .. _names[0], .. "\":["u8, .. element, .. isClosed ? "]}}"u8 : default];

    /// <summary>Whether the current property is the list.</summary>
    internal bool Is(ref Utf8JsonReader reader) => IsOneOf(ref reader, _names);

    /// <summary>Whether the current property identifies an element.</summary>
    internal bool IsId(ref Utf8JsonReader reader) => IsOneOf(ref reader, _ids);

    /// <summary>Its names in quotes, as in JSON.</summary>
    internal IEnumerable<byte[]> QuotedNames => _names.Select(Quoted);

    /// <summary>The identifying properties in quotes.</summary>
    internal IEnumerable<byte[]> QuotedIds => _ids.Select(Quoted);

    private static byte[] Quoted(byte[] name) => [(byte)'"', .. name, (byte)'"'];

    private static bool IsOneOf(ref Utf8JsonReader reader, byte[][] names)
    {
        foreach (var name in names)
        {
            if (JsonTokens.Is(ref reader, name)) return true;
        }

        return false;
    }
}
