namespace PmpPulse.Fuzzing.Targets;

/// <summary>
/// The station-status reader against the reference reader. The input replaces a feed's stations, so that no mutation is wasted on what
/// surrounds them.
/// </summary>
internal sealed class StationStatusTarget : IFuzzTarget
{
    private readonly CurationTarget _curation = new();

    public string Name => "station-status";

    public IReadOnlyList<string> Dictionary { get; } = FeedWords.All;

    public long AllocationPerByte => _curation.AllocationPerByte;

    public void Check(byte[] input) => _curation.Check(
    [
        .. """{"ingest_ts":"2025-10-18T09:09:30.25Z","event_ts":"2025-10-18T09:09:16Z","source":"velib","event_type":"station_status_snapshot","key":"k","payload":{"data":{"stations":["""u8,
        .. input, .. "]}}}"u8,
    ]);
}
