using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.Rows;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Feeds.StationInformation;

/// <summary>A file's stations as rows: the reader and the encoder put together.</summary>
internal sealed class StationInformationRows(RowSchema schema) : IFileRows
{
    private readonly StationInformationEncoder _encoder = new(schema);

    /// <inheritdoc />
    public ReadError? Write(EventEnvelope envelope, RowBatchWriter rows, out FileReading? file)
    {
        file = null;
        if (Read(envelope, out var stations) is { } error) return error;
        var written = new List<FileElement>();
        var refused = new List<(FileElement, ReadError)>();
        foreach (var reading in stations!.Readings)
        {
            var element = new FileElement(reading.Index, reading.StationId);
            if (reading.Succeeded)
            {
                _encoder.Write(rows, envelope, reading.Station);
                written.Add(element);
            }
            else
            {
                refused.Add((element, reading.Error));
            }
        }

        file = new FileReading(written, refused, stations.Repetitions);
        return null;
    }

    /// <summary>A body that is not JSON as a whole is read station by station: the bytes of one must not cost the others.</summary>
    private static ReadError? Read(EventEnvelope envelope, out StationInformationFile? stations)
    {
        stations = null;
        if (!envelope.PayloadIsJson && BrokenFeed.Read(envelope.Payload, StationInformationFeed.List, JsonLimits.MaxElements) is { } broken)
        {
            stations = StationInformationReader.Read(broken);
            return null;
        }

        var feed = FeedHeaderReader.Read(envelope.Payload, StationInformationFeed.List);
        if (feed.Succeeded) stations = StationInformationReader.Read(feed.Header);
        return feed.Error;
    }
}
