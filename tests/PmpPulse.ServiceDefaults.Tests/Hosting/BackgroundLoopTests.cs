using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.Testing;

namespace PmpPulse.ServiceDefaults.Tests.Hosting;

public sealed class BackgroundLoopTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Fault_InTheLoop_IsLoggedAndRestartsAfterALongerPauseEachTime()
    {
        var log = new CountingLogger();
        var begun = new List<TimeSpan>();
        var start = _clock.GetTimestamp();
        var done = new TaskCompletionSource();
        await using var loop = BackgroundLoop.Start(
            "test",
            _ =>
            {
                begun.Add(_clock.GetElapsedTime(start));
                if (begun.Count < 4) throw new InvalidOperationException("again");
                done.SetResult();
                return Task.CompletedTask;
            },
            _clock,
            log);

        await Eventually.IsTrueAsync(() => done.Task.IsCompleted, step: () => _clock.Advance(TimeSpan.FromMilliseconds(100)));
        await loop.Completion.OrTimeout();
        log.Errors.Should().Be(3);
        begun.Zip(begun.Skip(1), (a, b) => b - a).Should().BeInAscendingOrder();
        (begun[1] - begun[0]).Should().BeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task Dispose_WhileRunningOrPaused_StopsTheLoop()
    {
        var runs = BackgroundLoop.Start("runs", stop => Task.Delay(Timeout.InfiniteTimeSpan, stop), TimeProvider.System, NullLogger.Instance);
        var pauses = BackgroundLoop.Start("pauses", _ => throw new InvalidOperationException("always"), _clock, NullLogger.Instance);

        await runs.DisposeAsync().AsTask().OrTimeout();
        await pauses.DisposeAsync().AsTask().OrTimeout();

        runs.Completion.IsCompletedSuccessfully.Should().BeTrue();
        pauses.Completion.IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public async Task UnrequestedCancellation_InTheLoop_IsAFault()
    {
        var times = 0;
        var done = new TaskCompletionSource();
        await using var loop = BackgroundLoop.Start(
            "test",
            async stop =>
            {
                if (Interlocked.Increment(ref times) == 1) throw new OperationCanceledException();
                done.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, stop);
            },
            TimeProvider.System,
            NullLogger.Instance);

        await done.Task.OrTimeout();
    }

    [Fact]
    public async Task StopLimit_Exceeded_EndsTheProcessOnce()
    {
        var ended = new TaskCompletionSource<int>();
        var limit = new StopLimit("test", TimeSpan.FromMilliseconds(10), ended.SetResult);

        limit.Begin();
        limit.Begin();

        (await ended.Task.OrTimeout()).Should().Be(ServiceProgram.Failed);
    }

    private sealed class CountingLogger : ILogger
    {
        private int _errors;

        public int Errors => _errors;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Error) Interlocked.Increment(ref _errors);
        }
    }
}
