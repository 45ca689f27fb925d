namespace PmpPulse.Curation.Fencing;

/// <summary>This worker is not, or may no longer be, the one that may append: what it knows is void until it takes over again.</summary>
internal sealed class OwnershipLostException(string message) : Exception(message);
