namespace PmpPulse.Warehouse.Tests.Marts;

/// <summary>A curated row of a made-up week; times are whole seconds.</summary>
/// <param name="System">Its system.</param>
/// <param name="Station">Its station.</param>
/// <param name="Published">When it was published; null if the feed doesn't say.</param>
/// <param name="Collected">When it was collected.</param>
/// <param name="Arrived">When the row came into the table.</param>
/// <param name="SnapshotId">Its snapshot.</param>
/// <param name="Bikes">Bikes as the feed counts.</param>
/// <param name="Ebikes">E-bikes.</param>
/// <param name="Docks">Free docks.</param>
/// <param name="Rents">Whether it rents; null if the feed doesn't say.</param>
/// <param name="Returns">Whether it takes bikes back.</param>
internal sealed record Observation(
    string System, string Station, DateTime? Published, DateTime Collected, DateTime Arrived, long SnapshotId,
    int? Bikes, int? Ebikes, int? Docks, bool? Rents, bool? Returns)
{
    /// <summary>When it counts.</summary>
    public DateTime At => Published is { } published && published <= Collected.AddMinutes(5) ? published : Collected;
}
