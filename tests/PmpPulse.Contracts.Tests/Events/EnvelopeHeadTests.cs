using System.Text;
using CsCheck;
using PmpPulse.Contracts.Events;
using PmpPulse.Testing;

namespace PmpPulse.Contracts.Tests.Events;

public sealed class EnvelopeHeadTests
{
    private static readonly string[] Messages =
    [
        Message("2025-10-18T09:09:30.25Z", "\"2025-10-18T09:09:16Z\"", ""),
        Message("2025-10-18T09:10:30.123456Z", "\"2025-10-18T09:10:16Z\"", ""),
        Message("2025-10-18T11:11:30+02:00", "null", ""),
        Message("2025-10-18T09:12:30Z", "\"2025-10-18T09:12:16Z\"", "\"vehicle_types\":[{\"vehicle_type_id\":\"bike\"}],"),
        Message("2025-10-18T09:13:30Z", "\"2025-10-18T09:12:16Z\"", "\"vehicle_types\":[{\"vehicle_type_id\":\"event_ts\"}],"),
        Message("2025-10-18T09:14:30Z", "\"2025-10-18T09:12:16Z\"", "\"event_ts\":\"2020-01-01T00:00:00Z\","),
        Message("2025-10-18T09:15:30Z", "\"2025-10-18T09:12:16Z\"", "\"\\u0065vent_ts\":\"2020-01-01T00:00:00Z\","),
        Message("2025-10-18T09:16:30Z", "\"soon\"", ""),
        Message("2025-10-18T09:17:30Z", "\" \"", ""),
        Message("2025-10-18T09:18:30Z", "\"2025-10-18T09:12:16Z\"", " \"more\" : 1 , "),
    ];

    [Fact]
    public void TryRead_OneAfterAnother_IsWhatTheReaderReads()
    {
        var head = new EnvelopeHead();
        foreach (var first in Messages)
        {
            foreach (var second in Messages)
            {
                Compare(head, Encoding.UTF8.GetBytes(first));
                Compare(head, Encoding.UTF8.GetBytes(second));
            }
        }
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(3, 3, 1)]
    [InlineData(0, 3, 0)]
    [InlineData(5, 5, 0)]
    public void TryRead_TheHeadOfTheOneBefore_IsRecognized(int first, int second, int recognized)
    {
        var head = new EnvelopeHead();
        Compare(head, Encoding.UTF8.GetBytes(Messages[first]));
        head.Recognized.Should().Be(0);
        Compare(head, Encoding.UTF8.GetBytes(Messages[second]));
        head.Recognized.Should().Be(recognized);
    }

    [Fact]
    public void TryRead_AfterANearlyEqualOne_IsWhatTheReaderReads() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        var head = new EnvelopeHead();
        var message = Encoding.UTF8.GetBytes(Messages[random.Next(Messages.Length)]);
        Compare(head, message);
        for (var mutations = 0; mutations < 5; mutations++)
        {
            Compare(head, ByteMutator.Mutate(random, message));
            Compare(head, message);
        }
    }, iter: 3_000);

    private static string Message(string ingestTs, string eventTs, string more) =>
        $$$$"""{"ingest_ts":"{{{{ingestTs}}}}","event_ts":{{{{eventTs}}}},"source":"velib","event_type":"station_status_snapshot","key":"velib:station_status_snapshot",{{{{more}}}}"payload":{"data":{"stations":[{"station_id":1}]}}}""";

    private static void Compare(EnvelopeHead head, byte[] message)
    {
        var expected = EventEnvelopeReader.TryReadUnverified(message, out var envelope);

        head.TryRead(message, out var found).Should().Be(expected, "of {0}", Encoding.UTF8.GetString(message));

        if (!expected) return;
        Describe(found).Should().Be(Describe(envelope), "of {0}", Encoding.UTF8.GetString(message));
        found.Payload.Span.SequenceEqual(envelope.Payload.Span).Should().BeTrue();
        found.VehicleTypes.Span.SequenceEqual(envelope.VehicleTypes.Span).Should().BeTrue();
    }

    private static string Describe(EventEnvelope envelope) => (envelope with { Payload = default, VehicleTypes = default }).ToString();
}
