using System.Text;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.Pipeline;
using PmpPulse.Curation.ValidateRow;

namespace PmpPulse.Curation.Tests.Support;

/// <summary>The hot path beside the reference reader.</summary>
internal static class Agreement
{
    /// <summary>Asserts that both make the same rows and dead letters of a message.</summary>
    /// <param name="bytes">The message.</param>
    /// <param name="curator">The hot path, with what it has learned; a new one if null.</param>
    /// <returns>The number of rows.</returns>
    public static int Compare(byte[] bytes, Curator? curator = null)
    {
        var message = new SourceMessage("m1", bytes);
        var hot = (curator ?? StatusFeed.Curator()).Curate(message);
        var plain = StatusFeed.Curator().CurateByReference(message);

        Describe(hot).Should().Be(Describe(plain), "of {0}", Text(bytes));
        return hot.Rows?.Count ?? 0;
    }

    private static string Describe(CuratedMessage message)
    {
        var text = new StringBuilder();
        text.AppendLine($"{message.Snapshot} passed by {message.IsSkipped} {message.Counts.Elements} {message.Counts.Rows} {message.Envelope?.Key} {message.Envelope?.EventTs:O} {message.Envelope?.IngestTs:O}");
        foreach (var row in message.Rows?.Rows ?? []) text.AppendLine(row.ToBase64());
        foreach (var dead in message.DeadLetters)
        {
            text.AppendLine($"{dead.Stage} {dead.ErrorType} {dead.ErrorMessage} {dead.ElementId} {dead.Meta} {Text(dead.Raw)} {dead.RowJson?.Length} {dead.Data?.Length}");
        }

        return text.ToString();
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
