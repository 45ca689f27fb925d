using System.Net;
using PmpPulse.Contracts.Events;
using PmpPulse.Testing;

namespace PmpPulse.Writer.Tests.Push;

/// <summary>The switch of the dead-letter drill.</summary>
public sealed class DrillTests : IAsyncLifetime
{
    private FakeBigQueryWrite _bigQuery = null!;

    public async ValueTask InitializeAsync() => _bigQuery = await FakeBigQueryWrite.StartAsync();

    public ValueTask DisposeAsync() => _bigQuery.DisposeAsync();

    [Theory]
    [InlineData("velib.station_status", SnapshotEvents.StationStatus)]
    [InlineData("velib.station_information", SnapshotEvents.StationInformation)]
    public async Task Push_DrillsOn_FailsMarkedMessagesAndWritesNothing(string feed, string eventType)
    {
        await using var writer = await StartAsync(feed, "--DLQ_TEST_ENABLED=true");

        var (status, body) = await writer.PushAsync(WriterServer.Event("{}", eventType), "1", (MessageAttributes.DeadLetterTest, "true"));

        status.Should().Be(HttpStatusCode.InternalServerError);
        body.Should().Contain("dead_letter_test").And.Contain("DLQ_TEST_ENABLED");
        _bigQuery.Appends.Should().BeEmpty();
    }

    [Theory]
    [InlineData("--DLQ_TEST_ENABLED=true", "false")]
    [InlineData("--DLQ_TEST_ENABLED=false", "true")]
    [InlineData(null, "true")]
    public async Task Push_UnmarkedOrDrillsOff_IsWritten(string? setting, string attribute)
    {
        await using var writer = setting is null ? await StartAsync(Velib.Status.Id) : await StartAsync(Velib.Status.Id, setting);

        var (status, body) = await writer.PushAsync(WriterServer.Event("{}"), "1", (MessageAttributes.DeadLetterTest, attribute));

        status.Should().Be(HttpStatusCode.NoContent, body);
        _bigQuery.Appends.Should().ContainSingle();
    }

    private Task<WriterServer> StartAsync(string feed, params string[] settings) =>
        WriterServer.StartAsync(_bigQuery.Host, [$"--FEED_ID={feed}", "--OIDC_DISABLED=true", .. settings]);
}
