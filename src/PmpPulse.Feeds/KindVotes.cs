using System.Text.Json;
using PmpPulse.Contracts.Json;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.Kinds;

namespace PmpPulse.Feeds;

/// <summary>
/// Counts which kind the elements of a list look like, by properties that only one kind has. <see cref="FeedHeaderReader"/> shows it the
/// elements.
/// </summary>
public sealed class KindVotes : IElementVisitor
{
    private readonly FeedKind[] _kinds;
    private readonly int[] _counts;

    /// <param name="expected">A kind with such a list.</param>
    public KindVotes(FeedKind expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        _kinds = [.. Feed.All.Where(kind => kind.List.Name == expected.List.Name)];
        _counts = new int[_kinds.Length];
    }

    /// <summary>The kind of most elements; null if none has any, or several have equally many.</summary>
    public FeedKind? Winner
    {
        get
        {
            var max = _counts.Max();
            return max > 0 && _counts.Count(count => count == max) == 1 ? _kinds[Array.IndexOf(_counts, max)] : null;
        }
    }

    /// <inheritdoc/>
    public void Begin() => Array.Clear(_counts);

    /// <inheritdoc/>
    public void Visit(ref Utf8JsonReader reader)
    {
        var first = _kinds.Length;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            for (var kind = 0; kind < first; kind++)
            {
                if (IsMark(ref reader, _kinds[kind])) first = kind;
            }

            reader.Read();
            reader.Skip();
        }

        if (first < _kinds.Length) _counts[first]++;
    }

    private static bool IsMark(ref Utf8JsonReader reader, FeedKind kind)
    {
        foreach (var mark in kind.Marks)
        {
            if (reader.ValueSpan.Length >= mark.Length && JsonTokens.Is(ref reader, mark)) return true;
        }

        return false;
    }
}
