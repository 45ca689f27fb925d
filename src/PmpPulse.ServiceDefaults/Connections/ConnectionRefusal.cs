using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace PmpPulse.ServiceDefaults.Connections;

/// <summary>Tells a connection in its own protocol that there is no room for it: 503 in HTTP/1.1, GOAWAY in HTTP/2.</summary>
internal static class ConnectionRefusal
{
    // for the caller to show its protocol: a real client has already sent its first bytes
    private static readonly TimeSpan ProtocolTimeout = TimeSpan.FromMilliseconds(300);

    // for the caller to read the answer: one that does not close is not waited for
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(1);

    private static ReadOnlySpan<byte> Http2Opening => "PRI * HTTP/2"u8;

    // tells the caller to come back later (RFC 9113, section 7)
    private const uint EnhanceYourCalm = 0xb;

    public static async Task WriteAsync(ConnectionContext connection, string reason, TimeProvider clock)
    {
        using var timeout = new CancellationTokenSource(AnswerTimeout, clock);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, connection.ConnectionClosed);
        try
        {
            var answer = await SpeaksHttp2Async(connection.Transport.Input, clock, ended.Token) ? GoAway(reason) : ServiceUnavailable(reason);
            await connection.Transport.Output.WriteAsync(answer, ended.Token);
            await connection.Transport.Output.CompleteAsync();
            // unread bytes at close reset the connection, and the answer would be lost
            await DrainAsync(connection.Transport.Input, ended.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // the caller is gone, or its time is over
        }
    }

    private static async Task<bool> SpeaksHttp2Async(PipeReader input, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(ProtocolTimeout, clock);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var read = await input.ReadAtLeastAsync(Http2Opening.Length, ended.Token);
            var opening = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, Http2Opening.Length)).ToArray();
            input.AdvanceTo(read.Buffer.End);
            return opening.AsSpan().SequenceEqual(Http2Opening);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task DrainAsync(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            if (read.IsCompleted) return;
            input.AdvanceTo(read.Buffer.End);
        }
    }

    private static byte[] ServiceUnavailable(string reason)
    {
        var body = Encoding.UTF8.GetBytes($$$"""{"error":{"code":503,"message":"{{{reason}}}","status":"UNAVAILABLE"}}""");
        var head = string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nX-Content-Type-Options: nosniff\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    /// <summary>An empty SETTINGS frame, which must come first, and GOAWAY with the reason as its debug data.</summary>
    private static byte[] GoAway(string reason)
    {
        const int frameHeader = 9;
        const int fixedPart = 8;
        var text = Encoding.UTF8.GetBytes(reason);
        var frames = new byte[frameHeader + frameHeader + fixedPart + text.Length];
        frames[3] = 4;
        var goAway = frames.AsSpan(frameHeader);
        // 24 bits of length before the type
        BinaryPrimitives.WriteUInt32BigEndian(goAway, (uint)((fixedPart + text.Length) << 8));
        goAway[3] = 7;
        BinaryPrimitives.WriteUInt32BigEndian(goAway[(frameHeader + 4)..], EnhanceYourCalm);
        text.CopyTo(goAway[(frameHeader + fixedPart)..]);
        return frames;
    }
}
