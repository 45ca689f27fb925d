namespace PmpPulse.Curation.Stations;

/// <summary>Where a row comes from.</summary>
/// <param name="Row">Its place among the snapshot's rows.</param>
/// <param name="Station">Its place among the snapshot's stations, those at fault included.</param>
internal readonly record struct RowPlace(int Row, int Station);
