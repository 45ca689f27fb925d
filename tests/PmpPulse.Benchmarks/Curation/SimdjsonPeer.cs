using System.Diagnostics;
using System.Globalization;
using PmpPulse.Benchmarks.Measuring;

namespace PmpPulse.Benchmarks.Curation;

/// <summary>
/// simdjson reading seven fields of each station from its DOM (<c>simdjson_dom.cpp</c>), compiled by the run that measures it. It needs g++
/// and Debian's <c>libsimdjson-dev</c>.
/// </summary>
internal sealed class SimdjsonPeer
{
    public const string Name = "simdjson, DOM and seven fields";

    // a time span is no finer than 100 ns
    private const int Passes = 1_000;

    private readonly string _program;

    private SimdjsonPeer(string program) => _program = program;

    /// <summary>Compiles the peer.</summary>
    /// <param name="folder">Where the program goes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The peer, or why there is none.</returns>
    public static async Task<(SimdjsonPeer? Peer, string WhyNot)> TryBuildAsync(string folder, CancellationToken cancellationToken)
    {
        var program = Path.Combine(folder, "simdjson_dom");
        var source = Path.Combine(AppContext.BaseDirectory, "Curation", "simdjson_dom.cpp");
        try
        {
            var (exitCode, _, error) = await RunAsync("g++", ["-O3", "-DNDEBUG", "-march=native", "-o", program, source, "-lsimdjson"], cancellationToken);
            return exitCode == 0 ? (new SimdjsonPeer(program), "") : (null, $"it does not compile here (apt-get install libsimdjson-dev): {error.Split('\n')[0]}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (null, "there is no g++ (apt-get install g++ libsimdjson-dev)");
        }
    }

    /// <summary>Reading a feed again and again.</summary>
    public Contestant Reading(string name, string feed) => new(name, async (time, cancellationToken) =>
    {
        var (exitCode, output, error) = await RunAsync(_program, [feed, ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)], cancellationToken);
        if (exitCode != 0) throw new InvalidOperationException($"simdjson's peer fails on {feed}: {error}");
        var figures = output.Split(' ');
        // the program measures its CPU time alone, and one pass of it
        var pass = TimeSpan.FromSeconds(double.Parse(figures[1], CultureInfo.InvariantCulture) / 1e9 * Passes);
        return new Sample(Passes * double.Parse(figures[0], CultureInfo.InvariantCulture), pass, pass);
    });

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, output, await error);
    }
}
