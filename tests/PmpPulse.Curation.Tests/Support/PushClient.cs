using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using PmpPulse.Testing;

namespace PmpPulse.Curation.Tests.Support;

/// <summary>Curation's push engine, and a client that pushes to it as Pub/Sub does.</summary>
internal sealed class PushClient : IAsyncDisposable
{
    private readonly HttpClient _http;

    private PushClient(TestOidcIssuer issuer, WebApplication service)
    {
        Issuer = issuer;
        _http = new HttpClient { BaseAddress = new Uri(service.Urls.First()) };
    }

    public TestOidcIssuer Issuer { get; }

    public static async Task<PushClient> StartAsync(Cloud cloud)
    {
        var issuer = await TestOidcIssuer.StartAsync();
        return new PushClient(issuer, await cloud.StartCurationAsync(["--ENGINE=push", .. issuer.ServiceArguments]));
    }

    /// <summary>Posts a body with a good token, another token, or none ("").</summary>
    public async Task<HttpStatusCode> PostAsync(string body, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, CurationService.PushPath) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (token != "") request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? Issuer.Token());
        using var response = await _http.SendAsync(request);
        return response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Issuer.DisposeAsync();
    }
}
