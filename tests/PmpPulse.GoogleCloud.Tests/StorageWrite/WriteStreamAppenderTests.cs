using System.Collections.Concurrent;
using Google.Cloud.BigQuery.Storage.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.StorageWrite;
using PmpPulse.GoogleCloud.Tests.Infrastructure;

namespace PmpPulse.GoogleCloud.Tests.StorageWrite;

public sealed class WriteStreamAppenderTests : IAsyncLifetime
{
    private const string Stream = "projects/p/datasets/d/tables/t/streams/s";

    private static readonly AppenderOptions Quick = new() { InitialBackoff = TimeSpan.FromMilliseconds(1), MaxBackoff = TimeSpan.FromMilliseconds(2) };

    private readonly ConcurrentQueue<AppendRowsRequest> _requests = new();
    private readonly ConcurrentQueue<string?> _routing = new();
    private ScriptedGoogle _google = null!;
    private GoogleCloudClients _clients = null!;

    public async ValueTask InitializeAsync()
    {
        _google = await ScriptedGoogle.StartAsync();
        Answer(request => Appended(request.Offset ?? -1));
        _clients = _google.Clients();
    }

    public async ValueTask DisposeAsync()
    {
        _clients.Dispose();
        await _google.DisposeAsync();
    }

    [Fact]
    public async Task AppendAsync_OneConnection_NamesStreamAndSchemaOnce()
    {
        await using var appender = Open();

        (await appender.AppendAsync(EveryTypeTable.Rows("a"), 0)).Should().Be(new AppendOutcome.Appended(0));
        (await appender.AppendAsync(EveryTypeTable.Rows("b", "c"), 1)).Should().Be(new AppendOutcome.Appended(1));

        _routing.Should().Equal($"write_stream={Uri.EscapeDataString(Stream)}");
        var requests = _requests.ToArray();
        requests[0].WriteStream.Should().Be(Stream);
        requests[0].ProtoRows.WriterSchema.ProtoDescriptor.Field.Should().HaveCount(11);
        requests[0].TraceId.Should().NotBeEmpty();
        requests[1].WriteStream.Should().BeEmpty();
        requests[1].ProtoRows.WriterSchema.Should().BeNull();
        requests[1].ProtoRows.Rows.SerializedRows.Should().HaveCount(2);
    }

    [Fact]
    public async Task AppendAsync_Pipelined_SendsBeforeTheFirstAnswerAndKeepsOrder()
    {
        var all = new TaskCompletionSource();
        _google.OnAppendRows = async (requests, responses, context) =>
        {
            var received = new List<AppendRowsRequest>();
            while (await requests.MoveNext(context.CancellationToken))
            {
                received.Add(requests.Current);
                if (received.Count == 5)
                {
                    foreach (var request in received)
                    {
                        await responses.WriteAsync(Appended(request.Offset!.Value), context.CancellationToken);
                    }
                }
            }
        };
        await using var appender = Open();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => appender.AppendAsync(EveryTypeTable.Rows($"{i}"), i)));

        outcomes.Should().Equal(Enumerable.Range(0, 5).Select(i => new AppendOutcome.Appended(i)));
    }

    [Fact]
    public async Task AppendAsync_InFlightAtTheBound_Waits()
    {
        var inFlight = 0;
        _google.OnAppendRows = async (requests, responses, context) =>
        {
            while (await requests.MoveNext(context.CancellationToken))
            {
                Interlocked.Increment(ref inFlight).Should().Be(1);
                await Task.Yield();
                Interlocked.Decrement(ref inFlight);
                await responses.WriteAsync(Appended(0), context.CancellationToken);
            }
        };
        await using var appender = Open(Quick with { MaxInFlightAppends = 1 });

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => appender.AppendAsync(EveryTypeTable.Rows($"{i}"), null)));

        outcomes.Should().AllBeOfType<AppendOutcome.Appended>();
    }

    [Fact]
    public async Task AppendAsync_ConnectionLostBeforeTheAnswer_IsUnknownAndTheNextReconnects()
    {
        var connections = 0;
        var answering = _google.OnAppendRows;
        _google.OnAppendRows = async (requests, responses, context) =>
        {
            if (Interlocked.Increment(ref connections) == 1)
            {
                await requests.MoveNext(context.CancellationToken);
                context.GetHttpContext().Abort();
                return;
            }

            await answering(requests, responses, context);
        };
        await using var appender = Open();

        (await appender.AppendAsync(EveryTypeTable.Rows("a"), 0)).Should().BeOfType<AppendOutcome.Unknown>();
        (await appender.AppendAsync(EveryTypeTable.Rows("a"), 0)).Should().Be(new AppendOutcome.Appended(0));

        _requests.Should().ContainSingle().Which.ProtoRows.WriterSchema.Should().NotBeNull("a new connection sends the schema again");
    }

    [Fact]
    public async Task AppendAsync_ServerClosedWhileIdle_ReconnectsSilently()
    {
        var closed = new SemaphoreSlim(0);
        _google.OnAppendRows = async (requests, responses, context) =>
        {
            await requests.MoveNext(context.CancellationToken);
            await responses.WriteAsync(Appended(0), context.CancellationToken);
            closed.Release();
        };
        await using var appender = Open();

        for (var i = 0; i < 3; i++)
        {
            AppendOutcome outcome;
            do
            {
                // the close may race with the append, whose outcome is then unknown
                outcome = await appender.AppendAsync(EveryTypeTable.Rows("a"), null);
            }
            while (outcome is AppendOutcome.Unknown);

            outcome.Should().BeOfType<AppendOutcome.Appended>();
            await closed.WaitAsync();
        }
    }

    [Fact]
    public async Task AppendAsync_NothingListens_IsNotAppendedAndRetryable()
    {
        using var clients = GoogleCloudClients.Create(new GoogleCloudOptions { ProjectId = "p", BigQueryEmulatorHost = "127.0.0.1:1" });
        await using var appender = clients.StorageWrite.OpenStream(Stream, EveryTypeTable.Schema, Quick);

        for (var i = 0; i < 3; i++)
        {
            (await appender.AppendAsync(EveryTypeTable.Rows("a"), 0)).Should().BeOfType<AppendOutcome.NotAppended>().Which.IsRetryable.Should().BeTrue();
        }
    }

    [Fact]
    public async Task AppendAsync_NoAnswer_IsUnknownAfterTheTimeout()
    {
        var arrived = new TaskCompletionSource();
        _google.OnAppendRows = async (requests, _, context) =>
        {
            await requests.MoveNext(context.CancellationToken);
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        };
        var time = new FakeTimeProvider();
        using var clients = _google.Clients(time);
        await using var appender = clients.StorageWrite.OpenStream(Stream, EveryTypeTable.Schema, Quick);

        var append = appender.AppendAsync(EveryTypeTable.Rows("a"), 0);
        await arrived.Task;
        time.Advance(TimeSpan.FromSeconds(59));
        append.IsCompleted.Should().BeFalse();
        time.Advance(TimeSpan.FromSeconds(1));

        (await append).Should().BeOfType<AppendOutcome.Unknown>().Which.Status.Should().Be(StatusCode.DeadlineExceeded);
    }

    [Fact]
    public async Task AppendAsync_RowErrors_NamesTheRows()
    {
        Answer(_ => new AppendRowsResponse
        {
            Error = new Google.Rpc.Status { Code = (int)StatusCode.InvalidArgument, Message = "Errors found while processing rows." },
            RowErrors = { new RowError { Index = 1, Code = RowError.Types.RowErrorCode.FieldsError, Message = "Field text: too long" } },
        });
        await using var appender = Open();

        var rejected = (await appender.AppendAsync(EveryTypeTable.Rows("a", "b"), 0)).Should().BeOfType<AppendOutcome.RowsRejected>().Subject;

        rejected.Rows.Should().Equal(new RejectedRow(1, RowError.Types.RowErrorCode.FieldsError, "Field text: too long"));
    }

    [Theory]
    [InlineData(StatusCode.AlreadyExists, StorageError.Types.StorageErrorCode.OffsetAlreadyExists, typeof(AppendOutcome.AlreadyExists))]
    [InlineData(StatusCode.AlreadyExists, StorageError.Types.StorageErrorCode.Unspecified, typeof(AppendOutcome.AlreadyExists))]
    [InlineData(StatusCode.OutOfRange, StorageError.Types.StorageErrorCode.OffsetOutOfRange, typeof(AppendOutcome.OutOfRange))]
    [InlineData(StatusCode.InvalidArgument, StorageError.Types.StorageErrorCode.StreamFinalized, typeof(AppendOutcome.StreamFinalized))]
    [InlineData(StatusCode.Internal, StorageError.Types.StorageErrorCode.Unspecified, typeof(AppendOutcome.Unknown))]
    [InlineData(StatusCode.DeadlineExceeded, StorageError.Types.StorageErrorCode.Unspecified, typeof(AppendOutcome.Unknown))]
    public async Task AppendAsync_ErrorAnswered_IsTyped(StatusCode status, StorageError.Types.StorageErrorCode code, System.Type outcome)
    {
        Answer(_ => Error(status, code));
        await using var appender = Open();

        (await appender.AppendAsync(EveryTypeTable.Rows("a"), 0)).Should().BeOfType(outcome);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable, true)]
    [InlineData(StatusCode.ResourceExhausted, true)]
    [InlineData(StatusCode.Aborted, true)]
    [InlineData(StatusCode.InvalidArgument, false)]
    [InlineData(StatusCode.PermissionDenied, false)]
    public async Task AppendAsync_Refused_SaysWhetherToRetry(StatusCode status, bool isRetryable)
    {
        Answer(_ => Error(status, StorageError.Types.StorageErrorCode.Unspecified));
        await using var appender = Open();

        (await appender.AppendAsync(EveryTypeTable.Rows("a"), 0)).Should().Be(new AppendOutcome.NotAppended(status, "said the server", isRetryable));
    }

    [Theory]
    [InlineData(StatusCode.NotFound, typeof(AppendOutcome.NotAppended))]
    [InlineData(StatusCode.InvalidArgument, typeof(AppendOutcome.NotAppended))]
    [InlineData(StatusCode.PermissionDenied, typeof(AppendOutcome.NotAppended))]
    [InlineData(StatusCode.Unavailable, typeof(AppendOutcome.Unknown))]
    [InlineData(StatusCode.Internal, typeof(AppendOutcome.Unknown))]
    [InlineData(StatusCode.ResourceExhausted, typeof(AppendOutcome.Unknown))]
    [InlineData(StatusCode.Aborted, typeof(AppendOutcome.Unknown))]
    public async Task AppendAsync_CallEndsWithAStatus_IsDefiniteOnlyIfTheRequestWasAtFault(StatusCode status, System.Type first)
    {
        _google.OnAppendRows = async (requests, _, context) =>
        {
            await requests.MoveNext(context.CancellationToken);
            await requests.MoveNext(context.CancellationToken);
            throw new RpcException(new Status(status, "said the server"));
        };
        await using var appender = Open();

        var outcomes = await Task.WhenAll(appender.AppendAsync(EveryTypeTable.Rows("a"), 0), appender.AppendAsync(EveryTypeTable.Rows("b"), 1));

        outcomes[0].Should().BeOfType(first);
        outcomes[1].Should().BeOfType<AppendOutcome.Unknown>();
    }

    [Fact]
    public async Task AppendAsync_DeniedAfterAnAnswer_IsUnknown()
    {
        _google.OnAppendRows = async (requests, responses, context) =>
        {
            await requests.MoveNext(context.CancellationToken);
            await responses.WriteAsync(Appended(0), context.CancellationToken);
            await requests.MoveNext(context.CancellationToken);
            throw new RpcException(new Status(StatusCode.Unauthenticated, "token expired"));
        };
        await using var appender = Open();

        (await appender.AppendAsync(EveryTypeTable.Rows("a"), 0)).Should().BeOfType<AppendOutcome.Appended>();
        (await appender.AppendAsync(EveryTypeTable.Rows("b"), 1)).Should().BeOfType<AppendOutcome.Unknown>();
    }

    [Fact]
    public async Task AppendAsync_EmptyOrTooLarge_Throws()
    {
        await using var appender = Open();

        await appender.Invoking(a => a.AppendAsync(EveryTypeTable.Rows(), 0)).Should().ThrowAsync<ArgumentException>();
        await appender.Invoking(a => a.AppendAsync(EveryTypeTable.Rows(new string('x', RowBatch.MaxAppendBytes)), 0)).Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task DisposeAsync_AppendInFlight_WaitsForItsAnswer()
    {
        var appender = Open();
        var append = appender.AppendAsync(EveryTypeTable.Rows("a"), 0);

        await appender.DisposeAsync();

        append.IsCompletedSuccessfully.Should().BeTrue();
        await appender.Invoking(a => a.AppendAsync(EveryTypeTable.Rows("b"), 1)).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task TableAppender_TransientFailures_RetriesUntilAppended()
    {
        var calls = 0;
        _google.OnAppendRows = async (requests, responses, context) =>
        {
            while (await requests.MoveNext(context.CancellationToken))
            {
                _requests.Enqueue(requests.Current);
                switch (++calls)
                {
                    case 1:
                        await responses.WriteAsync(Error(StatusCode.Unavailable, StorageError.Types.StorageErrorCode.Unspecified), context.CancellationToken);
                        break;
                    case 2:
                        context.GetHttpContext().Abort();
                        return;
                    default:
                        await responses.WriteAsync(new AppendRowsResponse { AppendResult = new AppendRowsResponse.Types.AppendResult() }, context.CancellationToken);
                        break;
                }
            }
        };
        await using var appender = _clients.StorageWrite.OpenTable(new TableName("d", "t"), EveryTypeTable.Schema, Quick);

        (await appender.AppendAsync(EveryTypeTable.Rows("a"))).Should().Be(new AppendOutcome.Appended(null));

        _requests.Should().HaveCount(3).And.OnlyContain(request => request.Offset == null);
        _requests.First().WriteStream.Should().Be("projects/p/datasets/d/tables/t/streams/_default");
    }

    [Fact]
    public async Task TableAppender_PermanentRefusal_IsNotRetried()
    {
        Answer(_ => Error(StatusCode.InvalidArgument, StorageError.Types.StorageErrorCode.SchemaMismatchExtraFields));
        await using var appender = _clients.StorageWrite.OpenTable(new TableName("d", "t"), EveryTypeTable.Schema, Quick);

        (await appender.AppendAsync(EveryTypeTable.Rows("a"))).Should().BeOfType<AppendOutcome.NotAppended>();

        _requests.Should().ContainSingle();
    }

    [Fact]
    public async Task TableAppender_TimeoutAfterALostAnswer_StaysUnknown()
    {
        var time = new FakeTimeProvider();
        var calls = 0;
        _google.OnAppendRows = async (requests, responses, context) =>
        {
            await requests.MoveNext(context.CancellationToken);
            if (++calls == 1)
            {
                context.GetHttpContext().Abort();
                return;
            }

            time.Advance(TimeSpan.FromSeconds(30));
            await responses.WriteAsync(Error(StatusCode.Unavailable, StorageError.Types.StorageErrorCode.Unspecified), context.CancellationToken);
        };
        using var clients = _google.Clients(time);
        await using var appender = clients.StorageWrite.OpenTable(new TableName("d", "t"), EveryTypeTable.Schema, Quick with { TotalTimeout = TimeSpan.FromSeconds(30) });

        var append = appender.AppendAsync(EveryTypeTable.Rows("a"));
        await time.PassUntilAsync(append, TimeSpan.FromMilliseconds(1));

        (await append).Should().BeOfType<AppendOutcome.Unknown>();
        calls.Should().Be(2);
    }

    [Fact]
    public async Task FinalizeStreamAsync_NotFound_ReturnsNull()
    {
        string? routing = null;
        _google.OnFinalize = (_, context) =>
        {
            routing = context.RequestHeaders.GetValue("x-goog-request-params");
            throw new RpcException(new Status(StatusCode.NotFound, "gone"));
        };

        (await _clients.StorageWrite.FinalizeStreamAsync(Stream)).Should().BeNull();
        routing.Should().Be($"name={Uri.EscapeDataString(Stream)}");
    }

    private static AppendRowsResponse Appended(long offset) => new() { AppendResult = new AppendRowsResponse.Types.AppendResult { Offset = offset } };

    private static AppendRowsResponse Error(StatusCode status, StorageError.Types.StorageErrorCode code) => new()
    {
        Error = new Google.Rpc.Status { Code = (int)status, Message = "said the server", Details = { Any.Pack(new StorageError { Code = code }) } },
    };

    private WriteStreamAppender Open(AppenderOptions? options = null) => _clients.StorageWrite.OpenStream(Stream, EveryTypeTable.Schema, options ?? Quick);

    private void Answer(Func<AppendRowsRequest, AppendRowsResponse> answer) => _google.OnAppendRows = async (requests, responses, context) =>
    {
        _routing.Enqueue(context.RequestHeaders.GetValue("x-goog-request-params"));
        while (await requests.MoveNext(context.CancellationToken))
        {
            _requests.Enqueue(requests.Current);
            await responses.WriteAsync(answer(requests.Current), context.CancellationToken);
        }
    };
}
