using System.Text.Json;

namespace PmpPulse.Feeds.Gbfs;

/// <summary>Sees the elements of a feed's list while <see cref="FeedHeaderReader"/> reads it, so that nobody reads them a second time.</summary>
public interface IElementVisitor
{
    /// <summary>A list begins. Of several in one feed the last counts.</summary>
    void Begin();

    /// <summary>Reads an element that is an object, from its first token to its last.</summary>
    void Visit(ref Utf8JsonReader reader);
}
