namespace PmpPulse.Curation.Fencing;

/// <summary>This worker no longer owns the table, or may not: its state is invalid until it takes over again.</summary>
internal sealed class OwnershipLostException(string message) : Exception(message);
