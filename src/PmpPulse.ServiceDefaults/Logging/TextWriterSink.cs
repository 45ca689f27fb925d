using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace PmpPulse.ServiceDefaults.Logging;

/// <summary>Writes one line per event; the lock keeps lines of several threads whole.</summary>
internal sealed class TextWriterSink(ITextFormatter formatter, TextWriter output) : ILogEventSink
{
    private readonly Lock _lock = new();

    public void Emit(LogEvent logEvent)
    {
        using var line = new StringWriter();
        formatter.Format(logEvent, line);
        lock (_lock)
        {
            output.Write(line.GetStringBuilder());
            output.Flush();
        }
    }
}
