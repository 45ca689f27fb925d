using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using PmpPulse.LocalCloud.PubSub.Dispatch;

namespace PmpPulse.LocalCloud.Tests.PubSub;

public sealed class PushContentTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(98_304)]
    [InlineData(98_305)]
    [InlineData(460_000)]
    public async Task Read_DataOfAnyLength_IsGooglesForm(int length)
    {
        var data = new byte[length];
        new Random(length).NextBytes(data);
        var message = new PubsubMessage
        {
            Data = ByteString.CopyFrom(data),
            MessageId = "7",
            OrderingKey = "k",
            Attributes = { ["a"] = "\"é" },
            PublishTime = new Timestamp { Seconds = 1_412_262_083 },
        };
        using var content = new PushContent(new ReceivedMessage { Message = message, DeliveryAttempt = 5 }, "projects/p/subscriptions/s");

        var body = await content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        var expected = length == 0 ? "" : $"\"data\":\"{Convert.ToBase64String(data)}\",";
        System.Text.Encoding.UTF8.GetString(body).Should().Be(
            "{\"message\":{\"attributes\":{\"a\":\"\\\"é\"}," + expected
            + """
            "messageId":"7","message_id":"7","orderingKey":"k","publishTime":"2014-10-02T15:01:23Z","publish_time":"2014-10-02T15:01:23Z"},"subscription":"projects/p/subscriptions/s","deliveryAttempt":5}
            """);
        content.Headers.ContentLength.Should().Be(body.Length);
    }
}
