namespace PmpPulse.Curation.Fencing;

/// <summary>This worker may not, or can no longer be sure to, be the one that appends: what it knows is void until it takes over again.</summary>
internal sealed class OwnershipLostException(string message) : Exception(message);
