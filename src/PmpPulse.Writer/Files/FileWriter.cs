using System.Globalization;
using System.Text;
using PmpPulse.Contracts.Events;
using PmpPulse.Feeds.Rows;
using PmpPulse.GoogleCloud.PubSub.Push;
using PmpPulse.GoogleCloud.StorageWrite;
using PmpPulse.Writer.Push;
using PmpPulse.Writer.Tables;

namespace PmpPulse.Writer.Files;

/// <summary>
/// Writes each element of an event's file as one row, at least once. Elements without an identity, and rows that BigQuery rejects,
/// become one dead letter of the whole message that names them all; the others are in the table by then.
/// </summary>
internal sealed class FileWriter(TableWriter table, IFileRows fileRows, WriterOptions options) : IMessageWriter
{
    public async Task<int> WriteAsync(PushDelivery delivery, CancellationToken cancellationToken)
    {
        var envelope = ExpectedEvent.Read(delivery, options.Kind);
        if (ForeignSource.Find(envelope, options.System) is { } foreign) throw new MessageRejectedException(foreign.Type, foreign.Message);
        var rows = new RowBatchWriter(table.Schema);
        if (fileRows.Write(envelope, rows, out var file) is { } error) throw new MessageRejectedException(error.Type, error.Message);
        WriterTelemetry.CountRepetitions(table.Table, file!.Repetitions);
        var faults = file.Refused.Select(refused => Describe(refused.Element, refused.Error.Type, refused.Error.Message)).ToList();
        var rejected = await table.AppendAsync(rows.ToBatch(), cancellationToken);
        faults.AddRange(rejected.Select(row => Describe(file.Written[row.Index], MessageErrors.RowRejected, row.Message)));
        if (faults.Count == 0) return file.Written.Count;
        var list = options.Kind.List;
        throw new MessageRejectedException(list.Name + "_rejected", $"{faults.Count} of {file.Count} {list.Name} not written: {string.Join("; ", faults)}");
    }

    private string Describe(FileElement element, string errorType, string message) =>
        new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"#{element.Index}")
            .Append(element.Id is { } id ? $" ({options.Kind.List.Id} {Excerpt.Of(id)})" : "")
            .Append(CultureInfo.InvariantCulture, $" {errorType}: {message}")
            .ToString();
}
