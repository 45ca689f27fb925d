using System.Globalization;
using System.Text;
using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.StorageWrite;
using PmpPulse.ServiceDefaults;
using PmpPulse.Writer.Push;
using PmpPulse.Writer.Tables;

namespace PmpPulse.Writer.Information;

/// <summary>
/// Writes each station of an information event as one row, at least once. Stations that have no identity, and rows that BigQuery rejects,
/// make one dead letter of the whole message that names them all; the others are in the table by then.
/// </summary>
internal sealed class StationInformationWriter(TableWriter table, WriterOptions options) : IMessageWriter
{
    private readonly InformationRow _row = new(table.Schema);

    public async Task<int> WriteAsync(PushDelivery delivery, CancellationToken cancellationToken)
    {
        var envelope = ExpectedEvent.Read(delivery, options.Feed);
        var file = ReadFile(envelope);
        var rows = new RowBatchWriter(table.Schema);
        var written = new List<StationInformationReading>();
        var faults = new List<string>();
        WriterTelemetry.CountRepetitions(table.Table, file.Repetitions);
        foreach (var reading in file.Readings)
        {
            if (reading.Succeeded)
            {
                _row.Write(rows, envelope, reading.Station);
                written.Add(reading);
            }
            else
            {
                faults.Add(Describe(reading, reading.Error.Type, reading.Error.Message));
            }
        }

        var rejected = await table.AppendAsync(rows.ToBatch(), cancellationToken);
        faults.AddRange(rejected.Select(row => Describe(written[row.Index], MessageErrors.RowRejected, row.Message)));
        if (faults.Count == 0) return written.Count;
        throw new MessageRejectedException(
            MessageErrors.StationsRejected,
            $"{faults.Count} of {file.Readings.Count + file.Repetitions} stations not written: {string.Join("; ", faults)}");
    }

    /// <summary>A body that is not JSON as a whole is read station by station: the bytes of one must not cost the others.</summary>
    private static StationInformationFile ReadFile(EventEnvelope envelope)
    {
        if (!envelope.PayloadIsJson && BrokenFeed.Read(envelope.Payload, JsonLimits.MaxStations) is { } broken) return StationInformationReader.Read(broken);
        var feed = FeedHeaderReader.Read(envelope.Payload);
        return feed.Succeeded ? StationInformationReader.Read(feed.Header) : throw new MessageRejectedException(feed.Error.Type, feed.Error.Message);
    }

    private static string Describe(StationInformationReading reading, string errorType, string message) =>
        new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"#{reading.Index}")
            .Append(reading.StationId is { } id ? $" (station_id {Excerpt.Of(id)})" : "")
            .Append(CultureInfo.InvariantCulture, $" {errorType}: {message}")
            .ToString();
}
