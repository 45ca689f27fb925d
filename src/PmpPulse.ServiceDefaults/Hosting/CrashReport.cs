using PmpPulse.Contracts.Text;

namespace PmpPulse.ServiceDefaults.Hosting;

/// <summary>
/// The report of an unexpected exception. The runtime would print it unescaped, and its message may contain foreign text.
/// </summary>
public static class CrashReport
{
    /// <summary>Writes what failed, and the stack for whoever fixes it.</summary>
    public static void Write(TextWriter error, string program, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(error);
        ArgumentNullException.ThrowIfNull(exception);
        error.Line($"{program} failed because of an error of its own: {exception.GetType().Name}: {exception.Message}");
        foreach (var line in exception.ToString().ReplaceLineEndings("\n").Split('\n')) error.Line($"  {line}");
    }
}
