using Google.Cloud.BigQuery.Storage.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PmpPulse.GoogleCloud.Credentials;
using PmpPulse.GoogleCloud.Resilience;
using PmpPulse.GoogleCloud.StorageWrite;
using PmpPulse.GoogleCloud.Tests.Infrastructure;
using PmpPulse.Testing;

namespace PmpPulse.GoogleCloud.Tests.StorageWrite;

/// <summary>A server that answers an append before it reads it: most of 4 MB stays behind, held back by HTTP/2's flow control.</summary>
public sealed class AppendConnectionTests : IAsyncLifetime
{
    private static readonly AppenderOptions Options = new();

    private readonly FakeTimeProvider _time = new();
    private readonly FlowGate _gate = new(1, long.MaxValue);
    private readonly PendingAppend _append = new(EveryTypeTable.Rows(new string('x', 4_000_000)), 0, CancellationToken.None);
    private readonly TaskCompletionSource _mayRead = new();
    private readonly TaskCompletionSource<AppendRowsRequest> _read = new();
    private ScriptedGoogle _google = null!;
    private GrpcChannel _channel = null!;
    private AppendConnection _connection = null!;

    public async ValueTask InitializeAsync()
    {
        _google = await ScriptedGoogle.StartAsync();
        _google.OnAppendRows = async (requests, responses, context) =>
        {
            await responses.WriteAsync(new AppendRowsResponse { AppendResult = new AppendRowsResponse.Types.AppendResult { Offset = 0 } }, context.CancellationToken);
            await _mayRead.Task.WaitAsync(context.CancellationToken);
            await requests.MoveNext(context.CancellationToken);
            _read.SetResult(requests.Current);
            await requests.MoveNext(context.CancellationToken);
        };
        _channel = GoogleChannel.ToEmulator(_google.GrpcHost, NullLoggerFactory.Instance);
        _connection = new AppendConnection(
            _channel.CreateCallInvoker(), "projects/p/datasets/d/tables/t/streams/s", EveryTypeTable.Schema, Options, _gate, _time, NullLogger.Instance);
        await _gate.EnterAsync(_append.Rows.ByteCount, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        // ends the call, which nothing else does if a test fails
        _channel.Dispose();
        await _connection.DisposeAsync();
        await _google.DisposeAsync();
    }

    [Fact]
    public async Task SendAsync_AnsweredButNeverRead_EndsAfterTheTimeout()
    {
        var sending = await SendUntilAnsweredAsync();

        _time.Advance(Options.ResponseTimeout - TimeSpan.FromTicks(1));
        _connection.HasEnded.Should().BeFalse();
        _time.Advance(TimeSpan.FromTicks(1));

        (await sending.OrTimeout()).Should().BeTrue();
        (await _append.Answered.OrTimeout()).Should().Be(new AppendOutcome.Appended(0), "the server said so");
        await Eventually.IsTrueAsync(() => _connection.HasEnded);
    }

    [Fact]
    public async Task SendAsync_AnsweredBeforeItWasRead_EndsWithItsLastByte()
    {
        var sending = await SendUntilAnsweredAsync();
        _append.Answered.IsCompleted.Should().BeFalse("the caller would give away memory that is still being sent");

        _mayRead.SetResult();

        (await sending.OrTimeout()).Should().BeTrue();
        (await _append.Answered.OrTimeout()).Should().Be(new AppendOutcome.Appended(0));
        (await _read.Task.OrTimeout()).ProtoRows.Rows.SerializedRows.Should().Equal(_append.Rows.Rows);
        _time.Advance(2 * Options.ResponseTimeout);
        _connection.HasEnded.Should().BeFalse("nothing is outstanding");
    }

    /// <summary>The call that sends the append, which was answered and is stuck.</summary>
    private async Task<Task<bool>> SendUntilAnsweredAsync()
    {
        var sending = _connection.SendAsync(_append);
        // an append leaves the gate after it was given its answer
        await _gate.EnterAsync(1, CancellationToken.None).AsTask().OrTimeout();
        sending.IsCompleted.Should().BeFalse("nobody has read it");
        return sending;
    }
}
