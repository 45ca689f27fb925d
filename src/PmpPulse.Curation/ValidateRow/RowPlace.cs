namespace PmpPulse.Curation.ValidateRow;

/// <summary>Where a row comes from.</summary>
/// <param name="Row">Its position among the snapshot's rows.</param>
/// <param name="Element">Its position among the snapshot's elements, including faulty ones.</param>
internal readonly record struct RowPlace(int Row, int Element);
