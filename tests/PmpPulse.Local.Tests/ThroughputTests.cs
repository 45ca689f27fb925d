using System.Diagnostics.Metrics;

namespace PmpPulse.Local.Tests;

[Collection(SystemTests.Collection)]
public sealed class ThroughputTests : IDisposable
{
    private readonly Throughput _throughput = new();
    private readonly Meter _meter = new("PmpPulse.Test");

    [Fact]
    public void Total_ByTags_CountsOnlyMeasurementsWithAllTags()
    {
        var polls = _meter.CreateCounter<long>("test.polls.by_tags");
        polls.Add(1, new("feed_id", "velib.station_status"), new("outcome", "published"));
        polls.Add(2, new("feed_id", "velib.station_status"), new("outcome", "failed"));
        polls.Add(4, new("feed_id", "velib.station_information"), new("outcome", "published"));

        _throughput.Total("test.polls.by_tags").Should().Be(7);
        _throughput.Total("test.polls.by_tags", ("feed_id", "velib.station_status")).Should().Be(3);
        _throughput.Total("test.polls.by_tags", ("feed_id", "velib.station_status"), ("outcome", "published")).Should().Be(1);
        _throughput.Total("test.polls").Should().Be(0, "a name must not match as a prefix");
    }

    [Fact]
    public void Latency_Percentiles_AreOfTheRecordedSeconds()
    {
        _throughput.Latency(0.5).Should().BeNull();
        var latency = _meter.CreateHistogram<double>(Instruments.CurationLatency);
        for (var value = 1; value <= 100; value++)
        {
            latency.Record(value / 1000.0);
        }

        _throughput.Latency(0.50).Should().Be(TimeSpan.FromMilliseconds(50));
        _throughput.Latency(0.99).Should().Be(TimeSpan.FromMilliseconds(99));
    }

    public void Dispose()
    {
        _meter.Dispose();
        _throughput.Dispose();
    }
}
