using System.Text;
using PmpPulse.Contracts.Events;
using PmpPulse.Feeds.Kinds;
using PmpPulse.GoogleCloud.PubSub.Push;
using PmpPulse.Testing;
using PmpPulse.Writer.Push;
using PmpPulse.Writer.Raw;

namespace PmpPulse.Writer.Tests.Raw;

public sealed class RawEventTests
{
    private static readonly FeedKind Kind = Feeds.Feed.Named("station_status");

    [Fact]
    public void Read_AnyBytes_IsWhatTwoReadersSay()
    {
        var events = new[]
        {
            WriterServer.Event("""{"last_updated":1760778556,"data":{"stations":[{"station_id":"a","num_bikes_available":1},{"station_id":"b"}]}}"""),
            WriterServer.Event("""{"data":{"stations":[]},"data":{"stations":[1,{}]}}""", eventTs: DateTimeOffset.UnixEpoch),
            WriterServer.Event("""{"data":{"bikes":[]}}"""),
            EventEncoding.Pack(WriterServer.Event("""{"data":{"stations":[{"station_id":1}]}}""")).ToArray(),
            Encoding.UTF8.GetBytes("""{"payload":{"data":{"stations":[]}},"ingest_ts":"2025-10-18T09:09:20Z","source":"velib","event_type":"station_status_snapshot","key":"k","payload":{"data":{"stations":[2]}}}"""),
        };
        for (var i = 0; i < 20_000; i++)
        {
            var data = i < events.Length ? events[i] : ByteMutator.Mutate(new Random(i), events[i % events.Length]);
            var attributes = new Dictionary<string, string>();
            if (i % 7 == 0) attributes["snapshot_id"] = i % 2 == 0 ? "12" : "x";
            var delivery = new PushDelivery("1", data, attributes, "", null, "", null);
            Outcome(RawEvent.Read, delivery).Should().Be(Outcome(RawEvent.ReadTwice, delivery), Encoding.UTF8.GetString(data));
        }
    }

    private static string Outcome(Func<PushDelivery, FeedKind, RawEvent> read, PushDelivery delivery)
    {
        try
        {
            var (envelope, id) = read(delivery, Kind);
            return $"{id}|{envelope.IngestTs:O}|{envelope.EventTs:O}|{envelope.Source}|{envelope.EventType}|{envelope.Key}|{envelope.PayloadIsJson}|{Convert.ToHexString(envelope.Payload.Span)}|{Convert.ToHexString(envelope.VehicleTypes.Span)}";
        }
        catch (MessageRejectedException exception)
        {
            return $"{exception.ErrorType}: {exception.Message}";
        }
    }
}
