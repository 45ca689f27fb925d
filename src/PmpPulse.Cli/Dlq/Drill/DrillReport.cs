namespace PmpPulse.Cli.Dlq.Drill;

/// <summary>Where each message of a drill arrived.</summary>
/// <param name="DrillId">Attribute <c>drill_id</c> of its messages; their ordering keys begin with it.</param>
/// <param name="Arrivals">What was expected, and whether it came.</param>
/// <param name="Notes">What was not drilled, and why.</param>
/// <param name="Seconds">From the first message to the last arrival, or to the timeout.</param>
internal sealed record DrillReport(string DrillId, IReadOnlyList<DrillArrival> Arrivals, IReadOnlyList<string> Notes, double Seconds)
{
    public bool AllArrived => Arrivals.All(arrival => arrival.Arrived);
}

/// <summary>One message in one place.</summary>
/// <param name="Case">What was drilled.</param>
/// <param name="MessageId">Pub/Sub's id.</param>
/// <param name="Place">Table or subscription that it should reach.</param>
/// <param name="Arrived">It did.</param>
/// <param name="Detail">What was found there, or what to do if nothing was.</param>
/// <param name="Seconds">Until it was seen there; null if it was not.</param>
internal sealed record DrillArrival(string Case, string MessageId, string Place, bool Arrived, string Detail, double? Seconds);
