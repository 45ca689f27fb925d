namespace PmpPulse.Cli.Reset;

/// <summary>What <c>pmpctl reset</c> did on this machine.</summary>
/// <param name="Folder">Absolute path of the data directory.</param>
/// <param name="Histories">Names of the histories that were deleted.</param>
/// <param name="Files">Files deleted.</param>
/// <param name="Bytes">What they took.</param>
/// <param name="Left">What lies there still, because it is not this system's.</param>
internal sealed record ResetReport(string Folder, IReadOnlyList<string> Histories, int Files, long Bytes, IReadOnlyList<string> Left);
