using Google.Cloud.BigQuery.Storage.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using PmpPulse.GoogleCloud.Resilience;

namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>
/// One AppendRows call: requests go out one after another, answers come back in the same order. When the call ends, for any
/// reason, the outcome of everything unanswered follows from how it ended.
/// </summary>
internal sealed class AppendConnection : IAsyncDisposable
{
    // once all is answered and our side is closed, a server has no reason to keep the call open
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(1);

    private readonly string _streamName;
    private readonly RowSchema _schema;
    private readonly AppenderOptions _options;
    private readonly FlowGate _gate;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _end = new();
    private readonly AsyncDuplexStreamingCall<AppendRequest, AppendRowsResponse> _call;
    private readonly ITimer _silence;

    private readonly Lock _lock = new();
    private readonly Queue<PendingAppend> _inFlight = new();
    private Task? _reading;
    private bool _isSending;
    private bool _hasEnded;
    private bool _timedOut;

    public AppendConnection(
        CallInvoker invoker,
        string streamName,
        RowSchema schema,
        AppenderOptions options,
        FlowGate gate,
        TimeProvider clock,
        ILogger logger)
    {
        _streamName = streamName;
        _schema = schema;
        _options = options;
        _gate = gate;
        _clock = clock;
        _logger = logger;
        _silence = clock.CreateTimer(_ => GiveUp(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _call = invoker.AsyncDuplexStreamingCall(
            AppendRequest.Method, null, new CallOptions(RoutingHeader.For("write_stream", streamName), cancellationToken: _end.Token));
    }

    /// <summary>Nothing more can be sent.</summary>
    public bool HasEnded
    {
        get
        {
            lock (_lock)
            {
                return _hasEnded;
            }
        }
    }

    /// <summary>Something is being sent or unanswered.</summary>
    private bool IsBusy => !_hasEnded && (_isSending || _inFlight.Count > 0);

    /// <summary>The server has answered at least once.</summary>
    public bool AnyAnswered { get; private set; }

    /// <summary>Sends an append, whose answer follows; false, and nothing sent, when the call has ended.</summary>
    public async Task<bool> SendAsync(PendingAppend append)
    {
        var request = Request(append);
        lock (_lock)
        {
            if (_hasEnded)
            {
                return false;
            }

            _inFlight.Enqueue(append);
            _isSending = true;
            if (_inFlight.Count == 1)
            {
                WatchSilence();
            }

            // not before there is something to answer: an end that no caller sees could be repeated forever
            _reading ??= ReadAsync();
        }

        try
        {
            await _call.RequestStream.WriteAsync(request, CancellationToken.None);
        }
        catch (Exception)
        {
            // The call has ended (a broken connection surfaces in gRPC as whatever the socket threw). The reader learns how, and
            // answers this append too; the timeout covers a reader that never does.
        }

        lock (_lock)
        {
            _isSending = false;
            if (_inFlight.Count == 0)
            {
                WatchSilence();
            }
        }

        append.HasLeft();
        return true;
    }

    /// <summary>Waits for the outstanding answers (or their timeout) and ends the call.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _call.RequestStream.CompleteAsync();
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException or IOException or OperationCanceledException)
        {
            // it has ended already
        }

        if (_reading is { } reading)
        {
            PendingAppend[] due;
            lock (_lock)
            {
                due = [.. _inFlight];
            }

            await Task.WhenAll(due.Select(append => (Task)append.Answered)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await reading.WaitAsync(CloseTime, _clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _end.CancelAsync();
            await reading;
        }

        await _silence.DisposeAsync();
        _call.Dispose();
        _end.Dispose();
    }

    private AppendRequest Request(PendingAppend append)
    {
        var head = new AppendRowsRequest();
        if (append.Offset is { } offset)
        {
            head.Offset = offset;
        }

        // the server keeps what the first request of a call said
        if (_reading is not null)
        {
            return new AppendRequest(head, null, append.Rows);
        }

        head.WriteStream = _streamName;
        head.TraceId = _options.TraceId;
        return new AppendRequest(head, _schema.WriterSchema, append.Rows);
    }

    private async Task ReadAsync()
    {
        await Task.Yield();
        RpcException end;
        try
        {
            while (await _call.ResponseStream.MoveNext(CancellationToken.None))
            {
                AnyAnswered = true;
                Answer(_call.ResponseStream.Current);
            }

            end = new RpcException(new Status(StatusCode.Unavailable, "The server closed the connection."));
        }
        catch (RpcException exception)
        {
            end = exception;
        }
        catch (Exception exception)
        {
            // whatever it was, waiting callers must get an outcome
            end = new RpcException(new Status(StatusCode.Unknown, exception.Message, exception));
        }

        AnswerFromEnd(end);
    }

    private void Answer(AppendRowsResponse response)
    {
        PendingAppend? append;
        lock (_lock)
        {
            if (!_inFlight.TryDequeue(out append))
            {
                // an answer to nothing would shift all later ones by one
                _end.Cancel();
                return;
            }

            WatchSilence();
        }

        append.Answer(AppendOutcomes.From(response));
        _gate.Leave(append.Rows.ByteCount);
    }

    private void AnswerFromEnd(RpcException end)
    {
        List<PendingAppend> unanswered;
        lock (_lock)
        {
            _hasEnded = true;
            unanswered = [.. _inFlight];
            _inFlight.Clear();
            WatchSilence();
            if (_timedOut)
            {
                var detail = unanswered.Count > 0 ? $"No answer for {_options.ResponseTimeout}." : $"What was answered {_options.ResponseTimeout} ago has not been read.";
                end = new RpcException(new Status(StatusCode.DeadlineExceeded, detail));
            }
        }

        // nobody will read what is still being sent
        _end.Cancel();
        _logger.AppendConnectionEnded(_streamName, end.StatusCode, end.Status.Detail, unanswered.Count);
        for (var i = 0; i < unanswered.Count; i++)
        {
            _gate.Leave(unanswered[i].Rows.ByteCount);
            try
            {
                end.ThrowIfMisconfigured();
                unanswered[i].Answer(AppendOutcomes.FromEnd(end, AnyAnswered, isOldest: i == 0));
            }
            catch (GoogleCloudConfigurationException exception)
            {
                unanswered[i].Fail(exception);
            }
        }
    }

    private void GiveUp()
    {
        lock (_lock)
        {
            if (!IsBusy)
            {
                return;
            }

            _timedOut = true;
        }

        _end.Cancel();
    }

    /// <summary>
    /// Starts the time anew after which the call is given up. An append that is answered before all of it has left counts, too: the server
    /// may never read the rest.
    /// </summary>
    private void WatchSilence() => _silence.Change(IsBusy ? _options.ResponseTimeout : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
