using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace PmpPulse.Security.Tests.Callers;

/// <summary>Every service against every forbidden caller.</summary>
public sealed class CallerTests(RunningServices services) : IClassFixture<RunningServices>
{
    public static TheoryData<string> Services => [.. TestedService.All.Select(tested => tested.Name)];

    // the scheme is case-insensitive (RFC 9110), and several spaces may follow it (RFC 6750)
    public static MatrixTheoryData<string, string> Credentials => new(TestedService.All.Select(tested => tested.Name), ["Bearer TOKEN", "bearer TOKEN", "BEARER   TOKEN  "]);

    public static MatrixTheoryData<string, string> Forgeries => new(TestedService.All.Select(tested => tested.Name), ForgedRequest.All.Keys);

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Call_Forged_IsRefused(string service, string forgery)
    {
        var forged = ForgedRequest.All[forgery];

        var (status, answer) = await SendAsync(service, forged.Headers(services.Issuer, services.Stranger));

        status.Should().Be(forged.Status, answer);
        if (forged.Reason is not null) answer.Should().Contain($"\"reason\":\"{forged.Reason}\"");
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Call_TokenInTheQuery_IsRefused(string service)
    {
        var tested = Find(service);
        var (status, answer) = await RawHttp.SendAsync(
            services.Address(service), tested.Method, $"{tested.Path}?access_token={services.Issuer.Token()}", []);

        status.Should().Be(401, answer);
    }

    /// <summary>Otherwise a service that refuses everybody would pass.</summary>
    [Theory]
    [MemberData(nameof(Credentials))]
    public async Task Call_RightCaller_IsAccepted(string service, string credentials)
    {
        var (status, answer) = await SendAsync(service, ["Authorization: " + credentials.Replace("TOKEN", services.Issuer.Token(), StringComparison.Ordinal)]);

        status.Should().NotBe(401, answer).And.NotBe(403, answer).And.NotBe(404, answer).And.NotBe(405, answer);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Endpoints_ExceptHealth_RequireACaller(string service)
    {
        var open = services.Application(service).Services.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Select(endpoint => endpoint.RoutePattern.RawText);

        open.Should().Equal("/healthz");
    }

    private static TestedService Find(string service) => TestedService.All.Single(tested => tested.Name == service);

    private Task<(int Status, string Answer)> SendAsync(string service, string[] headers)
    {
        var tested = Find(service);
        return RawHttp.SendAsync(services.Address(service), tested.Method, tested.Path, headers);
    }
}
