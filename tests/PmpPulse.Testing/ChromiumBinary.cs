namespace PmpPulse.Testing;

/// <summary>This machine's Chromium.</summary>
public static class ChromiumBinary
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>Why a test that needs one is skipped.</summary>
    public const string Missing = "there is no Chromium on this machine; Debian's package is chromium";

    /// <summary>Its path; null if there is none.</summary>
    public static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
}
