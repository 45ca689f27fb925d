using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using PmpPulse.Contracts.Text;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;

namespace PmpPulse.ServiceDefaults.Logging;

/// <summary>
/// One JSON object per line, with the fields that Cloud Logging interprets
/// (<see href="https://cloud.google.com/logging/docs/structured-logging">structured logging</see>): <c>severity</c>, <c>message</c>,
/// <c>time</c> (UTC), trace and span; a log event's properties are beside them. Much of what is logged is foreign text: every part of a
/// line is truncated here (<see cref="LogText"/>), so that no log statement needs to do it.
/// </summary>
/// <param name="project">Google Cloud project id: a trace is linked by <c>projects/P/traces/T</c>. Null leaves the bare trace id.</param>
public sealed class CloudLoggingFormatter(string? project) : ITextFormatter
{
    private const string SourceContext = "SourceContext";

    // log lines are not put into web pages: quotes and accents need no escapes
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // of a list or an object in a property
    private const int MaxElements = 100;

    private static readonly HashSet<string> Reserved =
        ["severity", "message", "time", "exception", "category", "trace", SourceContext];

    public void Format(LogEvent logEvent, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(logEvent);
        ArgumentNullException.ThrowIfNull(output);
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            Write(logEvent, json);
        }

        // the relaxed encoder passes characters that reverse a terminal's text: they are written as their JSON escapes
        output.Document(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private void Write(LogEvent logEvent, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("severity", Severity(logEvent.Level));
        json.WriteString("message", Message(logEvent));
        json.WriteString("time", logEvent.Timestamp.UtcDateTime);
        if (logEvent.TraceId is { } trace)
        {
            json.WriteString("logging.googleapis.com/trace", project is null ? trace.ToHexString() : $"projects/{project}/traces/{trace.ToHexString()}");
        }

        if (logEvent.SpanId is { } span) json.WriteString("logging.googleapis.com/spanId", span.ToHexString());
        if (logEvent.Properties.TryGetValue(SourceContext, out var category))
        {
            json.WritePropertyName("category");
            WriteValue(category, json);
        }

        if (logEvent.Exception is { } exception) json.WriteString("exception", LogText.Bounded(exception.ToString(), LogText.MaxException));
        foreach (var (name, value) in logEvent.Properties)
        {
            if (!Reserved.Contains(name)) WriteProperty(name, value, json);
        }

        json.WriteEndObject();
    }

    /// <summary>The message with its properties filled in; Serilog's own rendering would quote texts.</summary>
    private static string Message(LogEvent logEvent)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        foreach (var token in logEvent.MessageTemplate.Tokens)
        {
            if (token is PropertyToken property
                && logEvent.Properties.TryGetValue(property.PropertyName, out var value)
                && value is ScalarValue { Value: string literal })
            {
                text.GetStringBuilder().Append(LogText.Bounded(literal));
            }
            else
            {
                token.Render(logEvent.Properties, text, CultureInfo.InvariantCulture);
            }
        }

        return LogText.Bounded(text.ToString(), LogText.MaxMessage);
    }

    private static void WriteProperty(string name, LogEventPropertyValue value, Utf8JsonWriter json)
    {
        json.WritePropertyName(LogText.Bounded(name));
        WriteValue(value, json);
    }

    private static void WriteValue(LogEventPropertyValue value, Utf8JsonWriter json)
    {
        switch (value)
        {
            case ScalarValue scalar:
                WriteScalar(scalar.Value, json);
                break;
            case SequenceValue sequence:
                json.WriteStartArray();
                foreach (var element in sequence.Elements.Take(MaxElements)) WriteValue(element, json);
                json.WriteEndArray();
                break;
            case StructureValue structure:
                json.WriteStartObject();
                foreach (var property in structure.Properties.Take(MaxElements)) WriteProperty(property.Name, property.Value, json);
                json.WriteEndObject();
                break;
            case DictionaryValue dictionary:
                json.WriteStartObject();
                foreach (var (key, element) in dictionary.Elements.Take(MaxElements))
                    WriteProperty(Convert.ToString(key.Value, CultureInfo.InvariantCulture) ?? "", element, json);
                json.WriteEndObject();
                break;
            default:
                json.WriteStringValue(LogText.Bounded(value.ToString(null, CultureInfo.InvariantCulture)));
                break;
        }
    }

    private static void WriteScalar(object? value, Utf8JsonWriter json)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case DateTimeOffset instant:
                json.WriteStringValue(instant.ToUniversalTime());
                break;
            default:
                json.WriteStringValue(LogText.Bounded(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
                break;
        }
    }

    private static string Severity(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose or LogEventLevel.Debug => "DEBUG",
        LogEventLevel.Information => "INFO",
        LogEventLevel.Warning => "WARNING",
        LogEventLevel.Error => "ERROR",
        LogEventLevel.Fatal => "CRITICAL",
        _ => "DEFAULT",
    };
}
