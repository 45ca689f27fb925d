using System.Net;
using System.Text;
using PmpPulse.Testing;

namespace PmpPulse.Writer.Tests.Push;

/// <summary>Requests that aren't push deliveries or come from unknown callers: 4xx with the reason, nothing written, no crash.</summary>
public sealed class BadPushTests(Warehouse warehouse) : IClassFixture<Warehouse>
{
    [Theory]
    [InlineData("", "push_empty")]
    [InlineData("null", "push_not_an_object")]
    [InlineData("[1]", "push_not_an_object")]
    [InlineData("<html>", "push_not_json")]
    [InlineData("{\"message\":", "push_not_json")]
    [InlineData("{}", "push_message_missing")]
    [InlineData("{\"message\":null}", "push_message_missing")]
    [InlineData("{\"message\":5}", "push_field_invalid")]
    [InlineData("{\"message\":{\"messageId\":\"1\",\"data\":\"%%%\"}}", "push_data_not_base64")]
    [InlineData("{\"message\":{\"messageId\":\"1\",\"data\":null,\"attributes\":7}}", "push_field_invalid")]
    public async Task Push_NotADelivery_400(string body, string reason)
    {
        await using var writer = await WriterServer.StartRawAsync(warehouse.Host);
        var answer = await writer.PostAsync(Encoding.UTF8.GetBytes(body));
        answer.Status.Should().Be(HttpStatusCode.BadRequest);
        answer.Body.Should().Contain($"\"{reason}\"");
        await ShouldBeAliveAsync(writer);
    }

    [Fact]
    public async Task Push_TwelveMegabytesOfGarbage_400()
    {
        await using var writer = await WriterServer.StartRawAsync(warehouse.Host);
        (await writer.PostAsync(Enumerable.Repeat((byte)'x', 12_000_000).ToArray())).Status.Should().Be(HttpStatusCode.BadRequest);
        await ShouldBeAliveAsync(writer);
    }

    [Fact]
    public async Task Push_MessageOfTwelveMegabytes_413()
    {
        await using var writer = await WriterServer.StartRawAsync(warehouse.Host);
        var answer = await writer.PushAsync(new byte[12_000_000]);
        answer.Status.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        answer.Body.Should().Contain("body_too_large");
        await ShouldBeAliveAsync(writer);
    }

    [Fact]
    public async Task Push_AnyBytes_IsAClientErrorOrAcknowledged()
    {
        await using var writer = await WriterServer.StartRawAsync(warehouse.Host);
        var random = new Random(7);
        for (var i = 0; i < 200; i++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            ((int)(await writer.PostAsync(bytes)).Status).Should().BeInRange(400, 499);
        }

        await ShouldBeAliveAsync(writer);
    }

    [Fact]
    public async Task Push_TokenMatrix_AcceptsOnlyTheRightToken()
    {
        await using var issuer = await TestOidcIssuer.StartAsync();
        await using var writer = await WriterServer.StartAsync(warehouse.Host, ["--FEED_ID=velib.station_status", .. issuer.ServiceArguments]);
        var body = Encoding.UTF8.GetBytes("{}");
        (await writer.PostAsync(body)).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await writer.PostAsync(body, "nonsense")).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await writer.PostAsync(body, issuer.Token(("exp", 1_700_000_000)))).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await writer.PostAsync(body, issuer.WronglySignedToken())).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await writer.PostAsync(body, issuer.UnsignedToken())).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await writer.PostAsync(body, issuer.Token(("aud", "https://another.service")))).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await writer.PostAsync(body, issuer.Token(("email", "other@x.y")))).Status.Should().Be(HttpStatusCode.Forbidden);
        (await writer.PostAsync(body, issuer.Token(("email_verified", false)))).Status.Should().Be(HttpStatusCode.Forbidden);
        // the token is accepted, so the body is checked next
        (await writer.PostAsync(body, issuer.Token())).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    private static async Task ShouldBeAliveAsync(WriterServer writer) =>
        (await writer.PushAsync(WriterServer.Event("{}"))).Status.Should().Be(HttpStatusCode.NoContent);
}
