using PmpPulse.FeedSimulator.Serving;

namespace PmpPulse.FeedSimulator.Recorded;

/// <summary>
/// Replays a folder of recorded feeds: <c>station_status*.json</c> in the order of their own publication time, the next one at each
/// request that is not a retry, the last one for ever; <c>station_information.json</c> beside them.
/// </summary>
internal sealed class RecordedFeedSource(RecordedFolder folder) : IFeedSource
{
    private readonly Lock _lock = new();
    private int _steps;

    public async Task<FeedDocument?> StatusAsync(bool isRetry, CancellationToken cancellationToken)
    {
        RecordedFile file;
        lock (_lock)
        {
            if (!isRetry && _steps < folder.Status.Count) _steps++;
            file = folder.Status[Math.Max(0, _steps - 1)];
        }

        return await ReadAsync("status", file, cancellationToken);
    }

    public async Task<FeedDocument?> InformationAsync(CancellationToken cancellationToken) =>
        folder.Information is { } file ? await ReadAsync("information", file, cancellationToken) : null;

    private static async Task<FeedDocument> ReadAsync(string name, RecordedFile file, CancellationToken cancellationToken) =>
        new(name, file.PublishedAt, await File.ReadAllBytesAsync(file.Path, cancellationToken));
}
