using System.Diagnostics;

namespace PmpPulse.ServiceDefaults.Tests.Telemetry;

public sealed class TraceContextTests : IDisposable
{
    private readonly ActivitySource _source = new("PmpPulse.TraceContextTests");
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == "PmpPulse.TraceContextTests",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    public TraceContextTests() => ActivitySource.AddActivityListener(_listener);

    public void Dispose()
    {
        _listener.Dispose();
        _source.Dispose();
    }

    [Fact]
    public void StartConsumer_PublishersSpan_IsParentAndDeliveryIsLinked()
    {
        string? carried;
        using (_source.StartActivity("publish")) carried = TraceContext.Current;
        using var delivery = _source.StartActivity("POST /pubsub");
        using var consumer = TraceContext.StartConsumer(_source, "write", carried)!;
        carried.Should().Be($"00-{consumer.TraceId.ToHexString()}-{consumer.ParentSpanId.ToHexString()}-01");
        consumer.TraceId.Should().NotBe(delivery!.TraceId);
        consumer.Links.Should().ContainSingle().Which.Context.SpanId.Should().Be(delivery.SpanId);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("00-00000000000000000000000000000000-0000000000000000-00")]
    public void StartConsumer_NothingReadable_UnderTheDelivery(string? carried)
    {
        using var delivery = _source.StartActivity("POST /pubsub");
        using var consumer = TraceContext.StartConsumer(_source, "write", carried)!;
        consumer.ParentSpanId.Should().Be(delivery!.SpanId);
    }

    [Fact]
    public void Current_NoActivity_Null() => TraceContext.Current.Should().BeNull();
}
