using System.Collections.ObjectModel;
using PmpPulse.Contracts.Events;

namespace PmpPulse.Curation.ParseNormalize;

/// <summary>A message as either engine received it.</summary>
/// <param name="MessageId">Pub/Sub's id; the same on every delivery.</param>
/// <param name="Data">Its bytes; must not change while the message is being curated and written.</param>
internal sealed record SourceMessage(string MessageId, ReadOnlyMemory<byte> Data)
{
    /// <summary>See <see cref="MessageAttributes"/>.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The id of its dead letters: a replayed message keeps its first one.</summary>
    public string IdentityOfDeadLetters => Attributes.TryGetValue(MessageAttributes.OriginalMessageId, out var original) && original.Length > 0 ? original : MessageId;

    /// <summary>How often it was replayed, according to the replay; null for a message that was not.</summary>
    public string? ReplayCount => Attributes.GetValueOrDefault(MessageAttributes.ReplayCount);

    /// <summary>Whether a drill made it: its dead letters raise no alert.</summary>
    public bool IsDrill => Attributes.ContainsKey(MessageAttributes.DrillId);

    /// <summary>Whether it repeats some or all elements of a snapshot that it names.</summary>
    public bool IsRowReplay => Attributes.ContainsKey(MessageAttributes.SnapshotId);

    /// <summary>The snapshot that it names; null if it names none, or something that is not an id.</summary>
    public long? NamedSnapshotId => SnapshotId.TryRead(Attributes, out var named) ? named : null;
}
