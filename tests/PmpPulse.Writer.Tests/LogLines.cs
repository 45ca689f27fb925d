using System.Collections.Concurrent;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace PmpPulse.Writer.Tests;

/// <summary>Keeps what a service logs.</summary>
internal sealed class LogLines : ILogEventSink
{
    private readonly ConcurrentQueue<LogEvent> _lines = [];

    public LogLines() => Logger = new LoggerConfiguration().WriteTo.Sink(this).CreateLogger();

    public ILogger Logger { get; }

    public int Count(Func<LogEvent, bool> where) => _lines.Count(where);

    public void Emit(LogEvent logEvent) => _lines.Enqueue(logEvent);
}
