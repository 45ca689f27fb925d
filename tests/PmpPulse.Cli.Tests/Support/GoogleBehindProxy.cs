using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using PmpPulse.ScriptedGoogle;

namespace PmpPulse.Cli.Tests.Support;

/// <summary>
/// A scripted cloud at Google's own addresses: an HTTPS proxy routes every host name to it, over TLS with a certificate for
/// <c>*.googleapis.com</c>. A pmpctl process then runs as it does against Google: host names, tokens, quota project, HTTP/2.
/// </summary>
internal sealed class GoogleBehindProxy : IAsyncDisposable
{
    /// <summary>The access token that a user's refresh token is exchanged for.</summary>
    public const string Token = "ya29.of-this-test";

    private const string RefreshToken = "1//of-this-test";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("pmp-google-");
    private readonly TcpListener _proxy = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentQueue<Task> _tunnels = new();
    private readonly ConcurrentQueue<string> _hosts = new();
    private readonly X509Certificate2 _certificate = Certificate();
    private readonly WebApplication _front;
    private Task _accepting = Task.CompletedTask;

    private GoogleBehindProxy(ScriptedCloud cloud)
    {
        Cloud = cloud;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        cloud.AddGrpc(builder.Services);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(_certificate);
        }));
        _front = builder.Build();
        ScriptedCloud.MapGrpc(_front);
        _front.MapFallback("{**path}", context => context.Request.Host.Host == "oauth2.googleapis.com" ? ExchangeAsync(context) : cloud.AnswerAsync(context));
    }

    public ScriptedCloud Cloud { get; }

    /// <summary>The hosts that were requested.</summary>
    public IReadOnlySet<string> Hosts => _hosts.ToHashSet();

    /// <summary>The environment of a logged-in user whose quota project is <c>payer</c>.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["PMP_TARGET"] = "gcp",
        ["GOOGLE_CLOUD_PROJECT"] = "p",
        ["HTTPS_PROXY"] = $"http://{_proxy.LocalEndpoint}",
        ["NO_PROXY"] = "",
        ["SSL_CERT_FILE"] = Path.Combine(_directory.FullName, "ca.pem"),
        ["GOOGLE_APPLICATION_CREDENTIALS"] = Path.Combine(_directory.FullName, "credentials.json"),
    };

    public static async Task<GoogleBehindProxy> StartAsync()
    {
        var google = new GoogleBehindProxy(await ScriptedCloud.StartAsync(Token));
        await File.WriteAllTextAsync(google.Environment["SSL_CERT_FILE"], google._certificate.ExportCertificatePem());
        await google.LogInAsync(RefreshToken);
        await google._front.StartAsync();
        google._proxy.Start();
        google._accepting = google.AcceptAsync();
        return google;
    }

    /// <summary>Writes the file that <c>gcloud auth application-default login</c> creates.</summary>
    public Task LogInAsync(string refreshToken) => File.WriteAllTextAsync(Environment["GOOGLE_APPLICATION_CREDENTIALS"], $$"""
        {"type":"authorized_user","client_id":"of-this-test","client_secret":"none","refresh_token":"{{refreshToken}}","quota_project_id":"payer"}
        """);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _proxy.Stop();
        await _accepting;
        await Task.WhenAll(_tunnels);
        await _front.DisposeAsync();
        _proxy.Dispose();
        _closing.Dispose();
        _certificate.Dispose();
        _directory.Delete(recursive: true);
        await Cloud.DisposeAsync();
    }

    private static async Task ExchangeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var form = QueryHelpers.ParseQuery(await reader.ReadToEndAsync());
        var isKnown = context.Request.Path == "/token" && form["grant_type"] == "refresh_token" && form["refresh_token"] == RefreshToken;
        context.Response.StatusCode = isKnown ? 200 : 400;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(isKnown
            ? $$"""{"access_token":"{{Token}}","expires_in":3599,"token_type":"Bearer","scope":"https://www.googleapis.com/auth/cloud-platform"}"""
            : """{"error":"invalid_grant","error_description":"Token has been expired or revoked."}""");
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=googleapis of a test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("*.googleapis.com");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _tunnels.Enqueue(TunnelAsync(await _proxy.AcceptTcpClientAsync(_closing.Token)));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
        }
    }

    private async Task TunnelAsync(TcpClient client)
    {
        using (client)
        using (var google = new TcpClient())
        {
            try
            {
                var near = client.GetStream();
                _hosts.Enqueue(await ReadHostAsync(near));
                await google.ConnectAsync(IPAddress.Loopback, new Uri(_front.Urls.Single()).Port, _closing.Token);
                var far = google.GetStream();
                await near.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _closing.Token);
                await Task.WhenAny(near.CopyToAsync(far, _closing.Token), far.CopyToAsync(near, _closing.Token));
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException)
            {
            }
        }
    }

    private async Task<string> ReadHostAsync(NetworkStream stream)
    {
        var head = new System.Text.StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, _closing.Token);
            head.Append((char)one[0]);
        }

        // CONNECT run.googleapis.com:443 HTTP/1.1
        return head.ToString().Split(' ')[1];
    }
}
