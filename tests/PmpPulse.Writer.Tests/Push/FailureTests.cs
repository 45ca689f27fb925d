using System.Net;
using Grpc.Core;
using PmpPulse.Testing;

namespace PmpPulse.Writer.Tests.Push;

/// <summary>When BigQuery fails, the message isn't acknowledged, unless the row itself is at fault.</summary>
public sealed class FailureTests : IAsyncLifetime
{
    private const string Raw = "velib_station_status_raw";
    private const string DeadLetters = "velib_station_status_push_dlq";

    private FakeBigQueryWrite _bigQuery = null!;

    public async ValueTask InitializeAsync() => _bigQuery = await FakeBigQueryWrite.StartAsync();

    public ValueTask DisposeAsync() => _bigQuery.DisposeAsync();

    [Theory]
    [InlineData(StatusCode.PermissionDenied, HttpStatusCode.ServiceUnavailable)]
    [InlineData(StatusCode.NotFound, HttpStatusCode.ServiceUnavailable)]
    public async Task Push_AppendRefused_IsNotAcknowledged(StatusCode code, HttpStatusCode expected)
    {
        _bigQuery.Answer = (_, _) => throw new RpcException(new Status(code, "not today"));
        await using var writer = await WriterServer.StartRawAsync(_bigQuery.Host);
        var answer = await writer.PushAsync(WriterServer.Event("{}"));
        answer.Status.Should().Be(expected, answer.Body);
        answer.Body.Should().Contain("append_failed").And.Contain("not today");
        _bigQuery.Appends.Should().OnlyContain(append => append.Table == Raw);

        _bigQuery.Answer = (_, _) => FakeBigQueryWrite.Appended;
        (await writer.PushAsync(WriterServer.Event("{}"))).Status.Should().Be(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.ResourceExhausted)]
    public async Task Push_TransientFailure_IsWrittenEventually(StatusCode code)
    {
        var failures = 2;
        _bigQuery.Answer = (_, _) => failures-- > 0 ? throw new RpcException(new Status(code, "busy")) : FakeBigQueryWrite.Appended;
        await using var writer = await WriterServer.StartRawAsync(_bigQuery.Host);
        (await writer.PushAsync(WriterServer.Event("{}"))).Status.Should().Be(HttpStatusCode.NoContent);
        _bigQuery.Appends.Should().HaveCount(3);
    }

    [Fact]
    public async Task Push_RowRejectedAsJsonAndAsText_IsDeadLettered()
    {
        _bigQuery.Answer = (table, _) => table == Raw ? FakeBigQueryWrite.Rejecting(0) : FakeBigQueryWrite.Appended;
        await using var writer = await WriterServer.StartRawAsync(_bigQuery.Host);
        (await writer.PushAsync(WriterServer.Event("{}"))).Status.Should().Be(HttpStatusCode.NoContent);
        _bigQuery.Appends.Select(append => append.Table).Should().Equal(Raw, Raw, DeadLetters);
    }

    [Fact]
    public async Task Push_DeadLetterRejected_IsNotAcknowledged()
    {
        _bigQuery.Answer = (_, _) => FakeBigQueryWrite.Rejecting(0);
        await using var writer = await WriterServer.StartRawAsync(_bigQuery.Host);
        (await writer.PushAsync("poison")).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Push_StationRowRejected_AppendsOthersAndDeadLettersOne()
    {
        _bigQuery.Answer = (table, rows) => table == "velib_station_information" && rows.Count == 3 ? FakeBigQueryWrite.Rejecting(1) : FakeBigQueryWrite.Appended;
        await using var writer = await WriterServer.StartInformationAsync(_bigQuery.Host);
        var data = WriterServer.Event(
            """{"data":{"stations":[{"station_id":1},{"station_id":2},{"station_id":3}]}}""", SnapshotEvents.StationInformation);
        (await writer.PushAsync(data)).Status.Should().Be(HttpStatusCode.NoContent);
        _bigQuery.Appends.Select(append => (append.Table, append.Rows.Count)).Should().Equal(
            ("velib_station_information", 3), ("velib_station_information", 2), ("velib_station_info_push_dlq", 1));
        _bigQuery.Appends.Last().Rows[0].ToStringUtf8().Should().Contain("1 of 3 stations not written").And.Contain("#1 (station_id 2) row_rejected: bad field");
    }

    // BigQuery's list of bad rows may be incomplete
    [Fact]
    public async Task Push_RowsRejectedOneByOne_NamesEach()
    {
        _bigQuery.Answer = (table, rows) => table == "velib_station_information" && rows.Count > 1 ? FakeBigQueryWrite.Rejecting(0) : FakeBigQueryWrite.Appended;
        await using var writer = await WriterServer.StartInformationAsync(_bigQuery.Host);
        var data = WriterServer.Event(
            """{"data":{"stations":[{"station_id":1},{"station_id":2},{"station_id":3}]}}""", SnapshotEvents.StationInformation);
        (await writer.PushAsync(data)).Status.Should().Be(HttpStatusCode.NoContent);
        _bigQuery.Appends.Last().Rows[0].ToStringUtf8().Should().Contain("2 of 3 stations not written")
            .And.Contain("#0 (station_id 1) row_rejected").And.Contain("#1 (station_id 2) row_rejected");
    }

    [Fact]
    public async Task Push_MoreRowsThanOneAppendTakes_MakesSeveralAppends()
    {
        await using var writer = await WriterServer.StartInformationAsync(_bigQuery.Host);
        // 9 MB of JSON becomes more than the 20 MB of rows that one append takes
        var stations = string.Join(",", Enumerable.Range(0, 400_000).Select(i => $$"""{"station_id":{{i}}}"""));
        var data = WriterServer.Event("{\"data\":{\"stations\":[" + stations + "]}}", SnapshotEvents.StationInformation, DateTimeOffset.UnixEpoch.AddYears(50));
        (await writer.PushAsync(data)).Status.Should().Be(HttpStatusCode.NoContent);
        _bigQuery.Appends.Should().HaveCount(2);
        _bigQuery.Appends.SelectMany(append => append.Rows).Distinct().Should().HaveCount(400_000);
    }
}
