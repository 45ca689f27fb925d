using PmpPulse.Contracts.Json;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.StationInformation;
using PmpPulse.Feeds.StationStatus;
using static PmpPulse.Fuzzing.Targets.ContractViolationException;

namespace PmpPulse.Fuzzing.Targets;

/// <summary><see cref="StationInformationReader"/>: never throws; returns one result per station, each in range, no id twice.</summary>
internal sealed class StationInformationTarget : IFuzzTarget
{
    public string Name => "station-information";

    public IReadOnlyList<string> Dictionary { get; } = FeedWords.All;

    public void Check(byte[] input)
    {
        if (FeedHeaderReader.Read(input, StationStatusFeed.List) is not { Succeeded: true, Header: var header }) return;
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var index = -1;
        var file = StationInformationReader.Read(header);
        ThrowUnless(file.Readings.Count + file.Repetitions == header.Count, "a station is nowhere");
        foreach (var reading in file.Readings)
        {
            ThrowUnless(reading.Index > index, "out of order");
            index = reading.Index;
            ThrowUnless(reading.Succeeded == (reading.Error is null), "neither a station nor an error, or both");
            if (!reading.Succeeded) continue;
            var station = reading.Station;
            ThrowUnless(ids.Add(station.StationId), "an id twice");
            ThrowUnless(!string.IsNullOrWhiteSpace(station.StationId), "an empty id");
            ThrowUnless(station.Lat is null or (>= -90 and <= 90) && station.Lon is null or (>= -180 and <= 180), "outside WGS 84");
            ThrowUnless(station.Capacity is null or (>= 0 and <= JsonFields.MaxCount), "no capacity");
        }

        ThrowUnless(index < header!.Count, $"{header.Count} stations, and one at {index}");
    }
}
