namespace PmpPulse.Local;

/// <summary>Stops several programs concurrently, and names those that a longer stop waits for.</summary>
internal static class Stopping
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    public static async Task StopAllAsync(IReadOnlyList<(string Name, WebApplication Program)> programs, IProgress<string>? progress, TimeProvider clock)
    {
        var stops = programs.Select(program => (program.Name, Stop: StopAsync(program.Program))).ToList();
        var all = Task.WhenAll(stops.Select(stop => stop.Stop));
        while (await Task.WhenAny(all, Task.Delay(ReportInterval, clock)) != all)
        {
            progress?.Report($"waiting for {string.Join(", ", stops.Where(stop => !stop.Stop.IsCompleted).Select(stop => stop.Name))}");
        }

        await all;
    }

    private static async Task StopAsync(WebApplication program)
    {
        await program.StopAsync();
        await program.DisposeAsync();
    }
}
