namespace PmpPulse.Curation.ValidateRow;

/// <summary>Where a row comes from.</summary>
/// <param name="Row">Its place among the snapshot's rows.</param>
/// <param name="Element">Its place among the snapshot's elements, those at fault included.</param>
internal readonly record struct RowPlace(int Row, int Element);
