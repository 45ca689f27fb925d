namespace PmpPulse.Curation.Stages;

/// <summary>A message as either engine received it.</summary>
/// <param name="MessageId">Pub/Sub's id; the same on every delivery.</param>
/// <param name="Data">Its bytes; must not change while the message is being curated and written.</param>
internal sealed record SourceMessage(string MessageId, ReadOnlyMemory<byte> Data);
