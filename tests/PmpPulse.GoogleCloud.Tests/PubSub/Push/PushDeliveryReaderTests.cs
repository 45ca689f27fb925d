using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using PmpPulse.GoogleCloud.PubSub.Push;
using PmpPulse.Testing;

namespace PmpPulse.GoogleCloud.Tests.PubSub.Push;

public sealed class PushDeliveryReaderTests
{
    [Fact]
    public void Read_GooglesForm_ReadsEverything()
    {
        var delivery = Read(
            """
            {"message":{"attributes":{"source":"velib","traceparent":"00-x"},"data":"aGVsbG8=","messageId":"136969346945","message_id":"136969346945",
            "orderingKey":"k","publishTime":"2014-10-02T15:01:23.045123456Z","publish_time":"2014-10-02T15:01:23.045123456Z"},
            "subscription":"projects/p/subscriptions/s","deliveryAttempt":5}
            """);
        Encoding.UTF8.GetString(delivery.Data.Span).Should().Be("hello");
        delivery.MessageId.Should().Be("136969346945");
        delivery.Attributes.Should().Contain("source", "velib");
        delivery.TraceParent.Should().Be("00-x");
        delivery.OrderingKey.Should().Be("k");
        delivery.PublishTime.Should().BeCloseTo(new DateTimeOffset(2014, 10, 2, 15, 1, 23, 45, TimeSpan.Zero), TimeSpan.FromMilliseconds(1));
        delivery.Subscription.Should().Be("projects/p/subscriptions/s");
        delivery.DeliveryAttempt.Should().Be(5);
    }

    [Fact]
    public void Read_OnlyAnId_LeavesTheRestEmpty()
    {
        var delivery = Read("""{"message":{"messageId":"1"}}""");
        delivery.Data.Length.Should().Be(0);
        delivery.Attributes.Should().BeEmpty();
        delivery.PublishTime.Should().BeNull();
        delivery.DeliveryAttempt.Should().BeNull();
    }

    [Fact]
    public async Task ReadAsync_BodyBreaksOff_IsABadRequest()
    {
        var body = new Pipe();
        await body.Writer.CompleteAsync(new IOException("Bad chunk size data."));
        var request = new DefaultHttpContext { Request = { Body = body.Reader.AsStream() } }.Request;

        (await FluentActions.Awaiting(() => PushDeliveryReader.ReadAsync(request, CancellationToken.None)).Should().ThrowAsync<BadHttpRequestException>())
            .Which.StatusCode.Should().Be(400);
    }

    [Theory]
    [InlineData("", "push_empty")]
    [InlineData(" \n", "push_empty")]
    [InlineData("{", "push_not_json")]
    [InlineData("<html>", "push_not_json")]
    [InlineData("{} {}", "push_not_json")]
    [InlineData("null", "push_not_an_object")]
    [InlineData("[]", "push_not_an_object")]
    [InlineData("7", "push_not_an_object")]
    [InlineData("{}", "push_message_missing")]
    [InlineData("""{"message":null}""", "push_message_missing")]
    [InlineData("""{"message":[]}""", "push_field_invalid")]
    [InlineData("""{"message":"text"}""", "push_field_invalid")]
    [InlineData("""{"message":{"data":"aGVsbG8="}}""", "push_field_invalid")]
    [InlineData("""{"message":{"messageId":7}}""", "push_field_invalid")]
    [InlineData("""{"message":{"messageId":"1","data":5}}""", "push_field_invalid")]
    [InlineData("""{"message":{"messageId":"1","data":{}}}""", "push_field_invalid")]
    [InlineData("""{"message":{"messageId":"1","data":"%%%"}}""", "push_data_not_base64")]
    [InlineData("""{"message":{"messageId":"1","data":"abc"}}""", "push_data_not_base64")]
    [InlineData("""{"message":{"messageId":"1","attributes":[]}}""", "push_field_invalid")]
    [InlineData("""{"message":{"messageId":"1","attributes":{"a":1}}}""", "push_field_invalid")]
    [InlineData("""{"message":{"messageId":"1","attributes":{"a":null}}}""", "push_field_invalid")]
    [InlineData("""{"message":{"messageId":"1","publishTime":"soon"}}""", "push_field_invalid")]
    [InlineData("""{"message":{"messageId":"1","publishTime":12}}""", "push_field_invalid")]
    [InlineData("""{"message":{"messageId":"1"},"subscription":{}}""", "push_field_invalid")]
    [InlineData("""{"message":{"messageId":"1"},"deliveryAttempt":"x"}""", "push_field_invalid")]
    [InlineData("""{"message":{"messageId":"1"},"deliveryAttempt":99999999999}""", "push_field_invalid")]
    [InlineData("""{"message":{"messageId":"\ud800"}}""", "push_not_json")]
    public void Read_NotADelivery_ThrowsWithReason(string body, string reason) =>
        FluentActions.Invoking(() => Read(body)).Should().Throw<PushFormatException>().Which.Reason.Should().Be(reason);

    [Fact]
    public void Read_AnyBytes_IsADeliveryOrAPushFormatException()
    {
        var random = new Random(20261123);
        var good = Encoding.UTF8.GetBytes("""{"message":{"attributes":{"a":"é"},"data":"aGVsbG8=","messageId":"1","publishTime":"2014-10-02T15:01:23Z"},"deliveryAttempt":5}""");
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = (byte[])good.Clone();
            for (var flips = random.Next(1, 4); flips > 0; flips--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                PushDeliveryReader.Read(bytes.AsMemory(0, random.Next(2) == 0 ? bytes.Length : random.Next(bytes.Length))).Should().NotBeNull();
            }
            catch (PushFormatException)
            {
                // the one exception that is allowed out
            }
        }
    }

    [Fact]
    public void Read_AnyBytes_IsWhatTheTreeSays()
    {
        var bodies = new[]
        {
            """{"message":{"attributes":{"a":"é","b":"\u00e9"},"data":"aGVsbG8=","messageId":"1","message_id":"1","orderingKey":"k","publishTime":"2014-10-02T15:01:23Z","publish_time":"2014-10-02T15:01:23Z"},"subscription":"projects/p/subscriptions/s","deliveryAttempt":5}""",
            """{"message":{"message_id":"2","messageId":"","data":"","data":"aGVs bG8=","extra":[{"data":1}]},"subscription":"s","message":{"messageId":"3","publishTime":""}}""",
            """{"message":{"messageId":"4","attributes":{"a":"1","a":"2"},"attributes":{},"data":"a\u0047VsbG8="},"x":null,"deliveryAttempt":null}""",
        };
        for (var i = 0; i < 30_000; i++)
        {
            var body = Encoding.UTF8.GetBytes(bodies[i % bodies.Length]);
            if (i >= bodies.Length) body = ByteMutator.Mutate(new Random(i), body);
            Outcome(() => PushDeliveryReader.Read(body)).Should().Be(Outcome(() => PushDeliveryReader.ReadByTree(body)), Encoding.UTF8.GetString(body));
        }

        static string Outcome(Func<PushDelivery> read)
        {
            try
            {
                var delivery = read();
                return $"{delivery.MessageId}|{Convert.ToHexString(delivery.Data.Span)}|{string.Join(',', delivery.Attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal))}|{delivery.OrderingKey}|{delivery.PublishTime:O}|{delivery.Subscription}|{delivery.DeliveryAttempt}";
            }
            catch (PushFormatException exception)
            {
                return $"{exception.Reason}: {exception.Message}";
            }
        }
    }

    private static PushDelivery Read(string body) => PushDeliveryReader.Read(Encoding.UTF8.GetBytes(body));
}
