namespace PmpPulse.GoogleSql.Catalog;

/// <summary>The rows of a stored table with append numbers in <c>[From, To)</c>; without an end if <c>To</c> is null.</summary>
public readonly record struct AppendRange(long From, long? To = null);
