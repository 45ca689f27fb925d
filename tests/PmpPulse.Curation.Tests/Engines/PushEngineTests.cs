using System.Net;
using PmpPulse.Curation.Tests.Stages;
using PmpPulse.Curation.Tests.Support;

namespace PmpPulse.Curation.Tests.Engines;

public sealed class PushEngineTests
{
    [Fact]
    public async Task Push_SnapshotTwice_IsWrittenOnceAndAcknowledgedTwice()
    {
        await using var cloud = await Cloud.StartAsync();
        await using var push = await PushClient.StartAsync(cloud);
        var message = Messages.Envelope(Messages.Feed(CuratorTests.Velib, """{"station_id":2,"num_bikes_available":"many"}"""), Messages.EventTs, ingestTs: TimeProvider.System.GetUtcNow());

        (await push.PostAsync(Body(message, "1"))).Should().Be(HttpStatusCode.NoContent);
        (await push.PostAsync(Body(message, "1"))).Should().Be(HttpStatusCode.NoContent);
        (await push.PostAsync(Body("not json"u8.ToArray(), "2"))).Should().Be(HttpStatusCode.NoContent, "the dead letter is durable, so the message is done");

        (await cloud.CountAsync("SELECT 1 AS one FROM pmp_curated.velib_station_status")).Should().Be(1);
        (await cloud.CountAsync("SELECT DISTINCT message_id, stage, station_id FROM pmp_ops.velib_station_status_curated_dlq")).Should().Be(2);
    }

    [Fact]
    public async Task Push_NotADelivery_IsRefusedAndTheNextIsAccepted()
    {
        await using var cloud = await Cloud.StartAsync();
        await using var push = await PushClient.StartAsync(cloud);
        foreach (var body in new[] { "", "null", "{}", "<html>", """{"message":{"messageId":"1","data":"*"}}""", """{"message":null}""" })
        {
            (await push.PostAsync(body)).Should().Be(HttpStatusCode.BadRequest, "of {0}", body);
        }

        (await push.PostAsync(new string('x', 15 * 1024 * 1024))).Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await push.PostAsync(Body(Messages.Envelope(Messages.Feed(CuratorTests.Velib), Messages.EventTs), "1"))).Should().Be(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Push_WithoutTheRightToken_IsRefused()
    {
        await using var cloud = await Cloud.StartAsync();
        await using var push = await PushClient.StartAsync(cloud);
        var body = Body(Messages.Envelope(Messages.Feed(CuratorTests.Velib), Messages.EventTs), "1");
        (await push.PostAsync(body, token: "")).Should().Be(HttpStatusCode.Unauthorized);
        (await push.PostAsync(body, token: push.Issuer.Token(("aud", "https://other.test")))).Should().Be(HttpStatusCode.Unauthorized);
        (await push.PostAsync(body, token: push.Issuer.Token(("email", "somebody@else.test")))).Should().Be(HttpStatusCode.Forbidden);
        (await cloud.CountAsync("SELECT 1 AS one FROM pmp_curated.velib_station_status")).Should().Be(0);
    }

    private static string Body(byte[] data, string messageId) =>
        $$$"""{"message":{"data":"{{{Convert.ToBase64String(data)}}}","messageId":"{{{messageId}}}","attributes":{}},"subscription":"projects/test-project/subscriptions/s"}""";
}
