using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using PmpPulse.Operations;

namespace PmpPulse.Cli.Logs;

/// <summary>The log file of <c>make up</c>: one JSON object per line, in Cloud Logging's format.</summary>
internal sealed class LocalLog(string file, TimeProvider clock)
{
    public const string FileName = "pmp.log";

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(300);

    /// <summary>Lines that match, oldest first; following continues with new ones.</summary>
    /// <exception cref="MisuseException">There is no such file.</exception>
    public async IAsyncEnumerable<LogLine> ReadAsync(LogQuery query, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        FileStream stream;
        try
        {
            stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MisuseException($"{file} can't be read ({exception.Message}): start the system with `make up`, which writes it, or name its data directory with --data-dir.");
        }

        await using (stream)
        {
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var unfinished = new StringBuilder();
            var buffer = new char[16 * 1024];
            while (true)
            {
                var read = await reader.ReadAsync(buffer, cancellationToken);
                unfinished.Append(buffer, 0, read);
                foreach (var text in TakeLines(unfinished))
                {
                    if (Parse(text) is { } line && Matches(line, query)) yield return line;
                }

                if (read > 0) continue;
                if (!follow) yield break;
                await Task.Delay(PollInterval, clock, cancellationToken);
            }
        }
    }

    /// <summary>Removes complete lines from the front; an incomplete one stays.</summary>
    private static List<string> TakeLines(StringBuilder text)
    {
        var all = text.ToString();
        var end = all.LastIndexOf('\n');
        if (end < 0) return [];
        text.Remove(0, end + 1);
        return [.. all[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static bool Matches(LogLine line, LogQuery query) =>
        line.Time >= query.Since
        && (query.Until is not { } until || line.Time <= until)
        && LogSeverities.Parse(line.Severity) >= query.Severity
        && (query.Service is null || line.Service.Contains(query.Service, StringComparison.OrdinalIgnoreCase));

    /// <summary>Null for text that is not a log line, such as one that a crash cut short.</summary>
    private static LogLine? Parse(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var entry = json.RootElement;
            string? Text(string name) => entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            return entry.TryGetProperty("time", out var time) && time.TryGetDateTimeOffset(out var at)
                // in one process the logger's category names the service
                ? new LogLine(at, Text("severity") ?? "DEFAULT", Text("category") ?? Text("service") ?? "", Text("message") ?? "", Text("exception"))
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
