using System.Globalization;

namespace PmpPulse.ServiceDefaults.Connections;

/// <summary>How many files and connections this process may have open.</summary>
public static class OpenFiles
{
    private const string LimitsFile = "/proc/self/limits";

    /// <summary>The soft limit, which the runtime has raised to the hard one; null if it is unknown or there is none.</summary>
    /// <param name="file">Linux's list of the limits; for tests.</param>
    public static long? Limit(string file = LimitsFile)
    {
        try
        {
            var line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal));
            var fields = line?["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields is [var soft, ..] && long.TryParse(soft, CultureInfo.InvariantCulture, out var limit) ? limit : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // not Linux: there the runtime requests ten thousand at the start
            return null;
        }
    }
}
