using System.Globalization;
using PmpPulse.LocalCloud.Disk;
using PmpPulse.ServiceDefaults;
using Spectre.Console;

namespace PmpPulse.Local.Up;

/// <summary>Shows what goes through, until told to stop: a live table on a terminal, a plain line after each change elsewhere.</summary>
internal sealed class Pulse(Throughput throughput, Func<DiskReport> disk, TimeProvider clock)
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    private readonly IAnsiConsole _console = Terminals.On(StandardStreams.Output);

    public Task ShowAsync(CancellationToken stop) => _console.Profile.Capabilities.Interactive ? ShowLiveAsync(stop) : ShowLinesAsync(stop);

    private async Task ShowLiveAsync(CancellationToken stop)
    {
        var started = clock.GetTimestamp();
        await _console.Live(Table(PulseFigures.Read(throughput, disk()), TimeSpan.Zero)).AutoClear(false).StartAsync(async live =>
        {
            using var timer = new PeriodicTimer(Beat, clock);
            while (await timer.WaitForNextTickAsync(stop))
            {
                live.UpdateTarget(Table(PulseFigures.Read(throughput, disk()), clock.GetElapsedTime(started)));
            }
        });
    }

    private async Task ShowLinesAsync(CancellationToken stop)
    {
        var shown = new PulseFigures();
        using var timer = new PeriodicTimer(Beat, clock);
        while (await timer.WaitForNextTickAsync(stop))
        {
            var figures = PulseFigures.Read(throughput, disk());
            if (figures != shown)
            {
                shown = figures;
                var time = clock.GetUtcNow().ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture);
                StandardStreams.Output.Line($"{time} {string.Join(", ", figures.Rows.Select(row => $"{row.Name} {row.Value}"))}");
            }
        }
    }

    private static Table Table(PulseFigures figures, TimeSpan up)
    {
        var table = new Table().Border(TableBorder.Rounded).Caption($"up {up:hh\\:mm\\:ss}, Ctrl-C stops");
        foreach (var row in figures.Rows)
        {
            table.AddColumn(new TableColumn(row.Name).Centered());
        }

        table.Row([.. figures.Rows.Select(row => row.IsTrouble ? Cell.Of($"[bold red]{row.Value}[/]") : row.Value)]);
        return table;
    }
}
