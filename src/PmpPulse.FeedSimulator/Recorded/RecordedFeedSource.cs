using PmpPulse.Feeds.Simulation;
using PmpPulse.FeedSimulator.Serving;

namespace PmpPulse.FeedSimulator.Recorded;

/// <summary>
/// Replays a folder of recorded feeds: its status files in their order, the next one at each request that is not a retry, the last one for
/// ever; its information and vehicle types beside them.
/// </summary>
internal sealed class RecordedFeedSource(RecordedFolder folder, ILogger<RecordedFeedSource> logger) : IFeedSource
{
    private readonly Lock _lock = new();
    private int _steps;
    private bool _ended;

    public Task<FeedDocument?> StatusAsync(bool isRepeated, CancellationToken cancellationToken)
    {
        RecordedFile file;
        lock (_lock)
        {
            if (!isRepeated && _steps < folder.Status.Count) _steps++;
            else if (!isRepeated) LogEnd();
            file = folder.Status[Math.Max(0, _steps - 1)];
        }

        return ReadAsync(file);
    }

    public Task<FeedDocument?> InformationAsync(CancellationToken cancellationToken) => ReadAsync(folder.Information);

    public Task<FeedDocument?> VehicleTypesAsync(CancellationToken cancellationToken) => ReadAsync(folder.VehicleTypes);

    public Task<FeedDocument?> DocumentAsync(ISimulatedFeed feed, CancellationToken cancellationToken) => Task.FromResult<FeedDocument?>(null);

    public FeedState Describe()
    {
        lock (_lock)
        {
            return new FeedState("recorded")
            {
                Folder = folder.Path,
                StatusFiles = folder.Status.Count,
                Served = _steps,
                LastServed = _steps == 0 ? null : folder.Status[_steps - 1].Name,
                Ended = _steps == folder.Status.Count,
                Information = folder.Information?.Name,
                VehicleTypes = folder.VehicleTypes?.Name,
                NotFeeds = [.. folder.Status.Where(file => file.Problem is not null).Select(file => $"{file.Name}: {file.Problem}")],
            };
        }
    }

    private void LogEnd()
    {
        if (_ended) return;
        _ended = true;
        Log.RecordingEnded(logger, folder.Path, folder.Status.Count, folder.Status[^1].Name);
    }

    private static Task<FeedDocument?> ReadAsync(RecordedFile? file) =>
        Task.FromResult(file is null ? null : new FeedDocument(RecordedFolder.ReadBytes(file.Path)));
}
