using System.Globalization;
using System.Text;
using PmpPulse.Contracts.Topology;
using PmpPulse.Curation;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.Pipeline;
using PmpPulse.Curation.ValidateRow;
using static PmpPulse.Fuzzing.Targets.ContractViolationException;

namespace PmpPulse.Fuzzing.Targets;

/// <summary>Curation of whole messages: never throws; hot path and reference agree; every element is a row or a dead letter.</summary>
internal sealed class CurationTarget : IFuzzTarget
{
    private readonly CurationFeed _feed;
    private readonly Curator _hot;
    private readonly Curator _reference;

    public CurationTarget() : this(FeedTopology.Find(FeedTopology.DefaultId)!)
    {
    }

    public CurationTarget(FeedTopology topology)
    {
        _feed = CurationFeed.Of(topology, topology.Curation!, topology.System);
        (_hot, _reference) = (new Curator(_feed), new Curator(_feed));
        Columns = [.. _feed.Table.Schema.Descriptor.Field.Select(field => field.Name)];
    }

    /// <summary>Columns of the table: most are called as the properties they are read from.</summary>
    public IReadOnlyList<string> Columns { get; }

    public string Name => "curation";

    public IReadOnlyList<string> Dictionary { get; } = [.. FeedWords.All, "\"payload\":{", "\"event_ts\":null", "\"event_type\":", "\"payload_encoding\":\"base64\"", "\"vehicle_types\":[", "\"form_factor\":\"bicycle\"", "\"propulsion_type\":\"human\"", "\"station_status_snapshot\""];

    // both results are rendered as text for comparison: an element of three bytes can be two dead letters in words
    public long AllocationPerByte => 4_000;

    public void Check(byte[] input) => Check(input, _hot);

    /// <summary>Checks a curator that has learned nothing yet: one that has learned much from useless inputs rests.</summary>
    public void CheckAfresh(byte[] input) => Check(input, new Curator(_feed));

    private void Check(byte[] input, Curator curator)
    {
        var message = new SourceMessage("m", input);
        var hot = curator.Curate(message);
        var counts = hot.Counts;
        ThrowUnless(!hot.HasSnapshot || counts.Rows + hot.DeadLetters.Count + counts.Repetitions == counts.Elements, "an element is neither row nor dead letter nor a repetition");
        ThrowUnless(hot.HasSnapshot || hot.IsSkipped || hot.DeadLetters.Count == 1, "the message went nowhere");
        ThrowUnless(hot.DeadLetters.Select(dead => (dead.Stage, dead.ElementId)).Distinct().Count() == hot.DeadLetters.Count, "two dead letters with one identity");
        var (one, other) = (Describe(hot), Describe(_reference.CurateByReference(message)));
        ThrowUnless(one == other, $"the hot path and the reference disagree:\n{one}\n{other}");
    }

    private static string Describe(CuratedMessage message)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{message.Snapshot} {message.IsSkipped} {message.Counts.Elements} {message.Counts.Rows} {message.Envelope?.Key} {message.Envelope?.EventTs:O} {message.Envelope?.IngestTs:O}");
        foreach (var row in message.Rows?.Rows ?? []) text.AppendLine(Convert.ToHexString(row.Span));
        foreach (var dead in message.DeadLetters)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{dead.Stage} {dead.ErrorType} {dead.ErrorMessage} {dead.ElementId} {dead.Meta} {dead.Raw.Length} {dead.RowJson?.Length} {dead.Data?.Length}");
        }

        return text.ToString();
    }
}
