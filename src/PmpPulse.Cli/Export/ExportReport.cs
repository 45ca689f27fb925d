namespace PmpPulse.Cli.Export;

/// <summary>What was written.</summary>
/// <param name="File">The file, in full.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Bytes">The file's size.</param>
internal sealed record ExportReport(string File, long Rows, long Bytes);
