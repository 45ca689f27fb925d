namespace PmpPulse.Cli.Cost;

/// <summary>The bytes that a query of all columns of a mart is billed for, by the age of the history.</summary>
/// <param name="Mart">The mart, as <c>gbfs_…</c>; its <c>velib_…</c> reads the same.</param>
/// <param name="AfterADay">Bytes after one day of one poll a minute.</param>
/// <param name="AfterAMonth">After 30 days.</param>
/// <param name="AfterAYear">After 365 days.</param>
internal sealed record MartScan(string Mart, decimal AfterADay, decimal AfterAMonth, decimal AfterAYear);
