using System.Globalization;
using PmpPulse.Contracts.Topology;
using PmpPulse.LocalCloud.Disk;
using PmpPulse.ServiceDefaults.Streams;
using Spectre.Console;

namespace PmpPulse.Local.Up;

/// <summary>Shows the throughput until told to stop: a live table on a terminal, elsewhere a plain line after each change.</summary>
/// <param name="throughput">The figures: since this start, independent of the history.</param>
/// <param name="feeds">The feeds that run.</param>
/// <param name="recordedFiles">Files of the recording that is played; null if none is.</param>
/// <param name="disk">The state of the disk.</param>
/// <param name="clock">The clock of the display.</param>
internal sealed class Pulse(Throughput throughput, IReadOnlyList<FeedTopology> feeds, int? recordedFiles, Func<DiskReport> disk, TimeProvider clock)
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMilliseconds(500);

    private readonly IAnsiConsole _console = Terminals.On(StandardStreams.Output);

    public Task ShowAsync(CancellationToken cancellationToken) => _console.Profile.Capabilities.Interactive ? ShowLiveAsync(cancellationToken) : ShowLinesAsync(cancellationToken);

    private async Task ShowLiveAsync(CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        await _console.Live(Table(PulseFigures.Read(throughput, feeds, disk()), TimeSpan.Zero)).AutoClear(false).StartAsync(async live =>
        {
            using var timer = new PeriodicTimer(RefreshInterval, clock);
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                live.UpdateTarget(Table(PulseFigures.Read(throughput, feeds, disk()), TimeSpan.FromSeconds(Math.Floor(clock.GetElapsedTime(started).TotalSeconds))));
            }
        });
    }

    private async Task ShowLinesAsync(CancellationToken cancellationToken)
    {
        var shown = new PulseFigures();
        var ended = false;
        StandardStreams.Output.Line("  what went through since this start (`pmpctl status` has the totals):");
        using var timer = new PeriodicTimer(RefreshInterval, clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var figures = PulseFigures.Read(throughput, feeds, disk());
            if (figures != shown)
            {
                shown = figures;
                var time = clock.GetUtcNow().ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture);
                if (!ended && HasEnded(figures))
                {
                    ended = true;
                    StandardStreams.Output.Line($"{time} the recording has ended: {(recordedFiles == 1 ? "its one file was served, and" : $"its {recordedFiles} files were served, and the last one")} is repeated");
                }

                StandardStreams.Output.Line($"{time} {string.Join(", ", figures.Rows.Select(row => $"{row.Name} {row.Value}"))}");
            }
        }
    }

    /// <summary>Each poll serves the next file: one poll more than there are files has repeated the last.</summary>
    private bool HasEnded(PulseFigures figures) => figures.FrequentPolls > recordedFiles;

    private Table Table(PulseFigures figures, TimeSpan up)
    {
        var table = new Table().Border(TableBorder.Rounded).Caption(
            HasEnded(figures) ? $"since this start {up:c}; the recording has ended, its last file is repeated; Ctrl-C stops" : $"since this start {up:c}; Ctrl-C stops");
        foreach (var row in figures.Rows)
        {
            table.AddColumn(new TableColumn(row.Name).Centered());
        }

        table.Row([.. figures.Rows.Select(row => row.IsProblem ? Cell.Of($"[bold red]{row.Value}[/]") : row.Value)]);
        return table;
    }
}
