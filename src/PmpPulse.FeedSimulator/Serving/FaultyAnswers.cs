using System.IO.Compression;
using System.Text;
using PmpPulse.FeedSimulator.Faults;

namespace PmpPulse.FeedSimulator.Serving;

/// <summary>Answers feed requests wrongly, as asked.</summary>
internal static class FaultyAnswers
{
    private static ReadOnlySpan<byte> StationsStart => "\"stations\":["u8;

    public static async Task AnswerAsync(HttpContext context, Fault fault, FeedDocument document, TimeProvider clock)
    {
        var (response, token) = (context.Response, context.RequestAborted);
        switch (fault.Kind)
        {
            case FaultKind.Status:
                response.StatusCode = fault.Status;
                await response.WriteAsync("The feed is out of order.", token);
                break;
            case FaultKind.Slow:
                await Task.Delay(fault.Delay, clock, token);
                await SendAsync(response, "application/json", document.Json, token);
                break;
            case FaultKind.Stall:
                await SendAsync(response, "application/json", document.Json[..(document.Json.Length / 2)], token);
                await response.Body.FlushAsync(token);
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, token);
                break;
            case FaultKind.Truncated:
                await SendAsync(response, "application/json", document.Json[..(document.Json.Length / 2)], token);
                break;
            case FaultKind.Reset:
                response.ContentLength = document.Json.Length;
                await SendAsync(response, "application/json", document.Json[..(document.Json.Length / 2)], token);
                // fewer bytes than announced: the server drops the connection when this returns, after the sent bytes have gone out
                await response.Body.FlushAsync(token);
                break;
            case FaultKind.Html:
                await SendAsync(response, "text/html", "<!doctype html><title>Maintenance</title><h1>Back soon</h1>"u8.ToArray(), token);
                break;
            case FaultKind.Empty:
                await SendAsync(response, "application/json", ReadOnlyMemory<byte>.Empty, token);
                break;
            case FaultKind.Huge:
                response.ContentType = "application/json";
                await WriteHugeAsync(response.Body, fault.Bytes, token);
                break;
            case FaultKind.Bomb:
                response.ContentType = "application/json";
                response.Headers.ContentEncoding = "gzip";
                await using (var gzip = new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true))
                {
                    await WriteHugeAsync(gzip, fault.Bytes, token);
                }

                break;
            default:
                await SendAsync(response, "application/json", Distort(fault.Kind, document.Json), token);
                break;
        }
    }

    private static byte[] Distort(FaultKind kind, ReadOnlyMemory<byte> json)
    {
        if (kind is FaultKind.TopLevel) return [(byte)'[', .. json.Span, (byte)']'];
        var text = Encoding.UTF8.GetString(json.Span);
        var start = text.IndexOf(Encoding.UTF8.GetString(StationsStart), StringComparison.Ordinal) + StationsStart.Length;
        // no feed of the simulator has an object or a list of more than one level within the kinds of bikes
        var first = text[start..(text.IndexOf("},{\"station_id\"", start, StringComparison.Ordinal) + 1)];
        return Encoding.UTF8.GetBytes(kind switch
        {
            FaultKind.StationsObject => """{"lastUpdatedOther":1760778556,"ttl":3600,"data":{"stations":{}}}""",
            FaultKind.StationNumber => text.Insert(start, "42,"),
            _ => text.Insert(start, first + ","),
        });
    }

    private static async Task WriteHugeAsync(Stream body, long bytes, CancellationToken cancellationToken)
    {
        var station = """{"station_id":1,"num_bikes_available":0,"num_docks_available":0,"last_reported":0,"stationCode":"1001"},"""u8.ToArray();
        var block = Enumerable.Repeat(station, 1000).SelectMany(s => s).ToArray();
        await body.WriteAsync("""{"lastUpdatedOther":1760778556,"ttl":3600,"data":{"stations":["""u8.ToArray(), cancellationToken);
        for (var written = 0L; written < bytes; written += block.Length) await body.WriteAsync(block, cancellationToken);
        await body.WriteAsync("""{"station_id":2}]}}"""u8.ToArray(), cancellationToken);
    }

    private static async Task SendAsync(HttpResponse response, string type, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        response.ContentType = type;
        await response.Body.WriteAsync(body, cancellationToken);
    }
}
