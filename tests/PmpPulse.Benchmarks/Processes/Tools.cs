namespace PmpPulse.Benchmarks.Processes;

/// <summary>Programs that peers need and that a machine may lack.</summary>
internal static class Tools
{
    /// <summary>Path of a program on PATH; null if there is none.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
