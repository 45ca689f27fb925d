using System.Diagnostics;
using System.Globalization;

namespace PmpPulse.Benchmarks.Peers;

/// <summary>
/// simdjson reading seven fields of each station from its DOM (<c>simdjson_dom.cpp</c>), compiled by the run that measures it. It needs g++
/// and Debian's <c>libsimdjson-dev</c>.
/// </summary>
internal sealed class SimdjsonPeer
{
    private readonly string _program;

    private SimdjsonPeer(string program) => _program = program;

    /// <summary>Compiles the peer.</summary>
    /// <param name="folder">Where the program goes.</param>
    /// <param name="whyNot">Why there is none.</param>
    public static SimdjsonPeer? TryBuild(string folder, out string whyNot)
    {
        Directory.CreateDirectory(folder);
        var program = Path.Combine(folder, "simdjson_dom");
        var source = Path.Combine(AppContext.BaseDirectory, "Peers", "simdjson_dom.cpp");
        try
        {
            var (exitCode, _, error) = Run("g++", "-O3", "-DNDEBUG", "-march=native", "-o", program, source, "-lsimdjson");
            whyNot = exitCode == 0 ? "" : $"simdjson's peer does not compile (apt-get install libsimdjson-dev): {error.Split('\n')[0]}";
            return exitCode == 0 ? new SimdjsonPeer(program) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            whyNot = "there is no g++ to compile simdjson's peer with (apt-get install g++ libsimdjson-dev)";
            return null;
        }
    }

    /// <summary>CPU nanoseconds of one pass over a feed: the median of the passes that fit in a time.</summary>
    public double Measure(string feed, TimeSpan time)
    {
        var (exitCode, output, error) = Run(_program, feed, ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
        if (exitCode != 0) throw new InvalidOperationException($"simdjson's peer fails on {feed}: {error}");
        return double.Parse(output.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    private static (int ExitCode, string Output, string Error) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
