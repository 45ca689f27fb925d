namespace PmpPulse.Cli.Reset;

/// <summary>What <c>pmpctl reset</c> did on this machine.</summary>
/// <param name="Folder">Absolute path of the data directory.</param>
/// <param name="Histories">Names of the histories that were deleted.</param>
/// <param name="Files">Files deleted.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="Left">Files left there because this system did not write them.</param>
internal sealed record ResetReport(string Folder, IReadOnlyList<string> Histories, int Files, long Bytes, IReadOnlyList<string> Left);
