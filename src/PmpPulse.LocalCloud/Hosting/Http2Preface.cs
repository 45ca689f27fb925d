using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace PmpPulse.LocalCloud.Hosting;

/// <summary>
/// Serves cleartext HTTP/2 and HTTP/1.1 on one port. Kestrel treats cleartext as HTTP/1.1 unless TLS negotiated another protocol, so a
/// connection that starts with the HTTP/2 preface (RFC 9113, section 3.4) is presented as one whose TLS negotiated <c>h2</c>.
/// </summary>
/// <remarks>
/// Requests on such a connection appear to use https. So the server must allow alternate schemes, and no address may be built from <see
/// cref="Microsoft.AspNetCore.Http.HttpRequest.Scheme"/>.
/// </remarks>
internal sealed class Http2Preface(ConnectionDelegate next, TimeProvider clock)
{
    /// <summary>How long a connection may take to reveal its protocol before it is closed.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        try
        {
            using var timeout = new CancellationTokenSource(Timeout, clock);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, connection.ConnectionClosed);
            if (await OpensWithPrefaceAsync(connection.Transport.Input, stop.Token))
            {
                var negotiated = new NegotiatedHttp2();
                connection.Features.Set<ITlsConnectionFeature>(negotiated);
                connection.Features.Set<ITlsApplicationProtocolFeature>(negotiated);
            }
        }
        catch (Exception exception) when (exception is ConnectionResetException or OperationCanceledException)
        {
            // closed before sending anything, as by port scanners and health probes, or silent for too long
            return;
        }

        await next(connection);
    }

    private static async Task<bool> OpensWithPrefaceAsync(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            var matches = StartsLikePreface(read.Buffer);
            if (!matches || read.Buffer.Length >= Preface.Length || read.IsCompleted)
            {
                // nothing is consumed: the server reads it all again
                input.AdvanceTo(read.Buffer.Start);
                return matches && read.Buffer.Length >= Preface.Length;
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static bool StartsLikePreface(ReadOnlySequence<byte> buffer)
    {
        Span<byte> opening = stackalloc byte[Preface.Length];
        var length = (int)Math.Min(buffer.Length, Preface.Length);
        buffer.Slice(0, length).CopyTo(opening);
        return opening[..length].SequenceEqual(Preface[..length]);
    }

    private sealed class NegotiatedHttp2 : ITlsConnectionFeature, ITlsApplicationProtocolFeature
    {
        public ReadOnlyMemory<byte> ApplicationProtocol => SslApplicationProtocol.Http2.Protocol;

        public X509Certificate2? ClientCertificate
        {
            get => null;
            set => throw new NotSupportedException();
        }

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) =>
            Task.FromResult<X509Certificate2?>(null);
    }
}
