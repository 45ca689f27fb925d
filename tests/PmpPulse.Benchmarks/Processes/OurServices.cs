using System.Text.RegularExpressions;

namespace PmpPulse.Benchmarks.Processes;

/// <summary>How services of this solution are started here: alone, on a free port of this machine, without callers' tokens.</summary>
internal static partial class OurServices
{
    public static IReadOnlyList<string> Common { get; } =
        ["--PORT=0", "--BIND_ADDRESS=127.0.0.1", "--OIDC_DISABLED=true", "--GOOGLE_CLOUD_PROJECT=bench"];

    /// <summary>The log line with a service's address.</summary>
    public static Regex Ready => Address();

    [GeneratedRegex(@"(http://127\.0\.0\.1:\d+)")]
    private static partial Regex Address();
}
