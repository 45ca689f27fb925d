using System.Diagnostics;
using Google.Cloud.PubSub.V1;
using PmpPulse.GoogleCloud.PubSub;

namespace PmpPulse.GoogleCloud.Tests.PubSub;

public sealed class MessageTracingTests : IDisposable
{
    private readonly ActivitySource _source = new("PmpPulse.MessageTracingTests");
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == "PmpPulse.MessageTracingTests",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    public MessageTracingTests() => ActivitySource.AddActivityListener(_listener);

    public void Dispose()
    {
        _listener.Dispose();
        _source.Dispose();
    }

    [Fact]
    public void StartConsumer_PublishersSpan_IsParentAndDeliveryIsLinked()
    {
        string? carried;
        using (_source.StartActivity("publish")) carried = Carried();
        using var delivery = _source.StartActivity("POST /pubsub");
        using var consumer = MessageTracing.StartConsumer(_source, "write", carried)!;
        carried.Should().Be($"00-{consumer.TraceId.ToHexString()}-{consumer.ParentSpanId.ToHexString()}-01");
        consumer.TraceId.Should().NotBe(delivery!.TraceId);
        consumer.Links.Should().ContainSingle().Which.Context.SpanId.Should().Be(delivery.SpanId);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("00-00000000000000000000000000000000-0000000000000000-00")]
    public void StartConsumer_NoReadableContext_IsAChildOfTheDelivery(string? carried)
    {
        using var delivery = _source.StartActivity("POST /pubsub");
        using var consumer = MessageTracing.StartConsumer(_source, "write", carried)!;
        consumer.ParentSpanId.Should().Be(delivery!.SpanId);
    }

    [Fact]
    public void SetTraceParent_NoActivity_LeavesTheMessageUnchanged() => Carried().Should().BeNull();

    private static string? Carried()
    {
        var message = new PubsubMessage();
        message.SetTraceParent();
        return message.Attributes.TryGetValue(MessageTracing.TraceParentAttribute, out var carried) ? carried : null;
    }
}
