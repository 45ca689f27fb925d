using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using PmpPulse.FeedSimulator;
using PmpPulse.LocalCloud.Hosting;
using PmpPulse.LocalCloud.Testing;
using PmpPulse.ServiceDefaults.Hosting;
using Serilog.Core;

namespace PmpPulse.Security.Tests.CrossOrigin;

/// <summary>Every endpoint of our servers, found by asking each server, against everything a web page can make a browser send.</summary>
public sealed partial class EveryEndpointTests(RunningServices services) : IClassFixture<RunningServices>
{
    private static readonly HostileRequest Harmless = new("harmless", [], endpoint => string.Join(
        "\r\n", [$"{endpoint.Method} {endpoint.Path} HTTP/1.1", "Host: LOCALHOST:PORT", "Origin: http://localhost:PORT", "Sec-Fetch-Site: same-origin",
            "X-Forwarded-Host: 127.0.0.1:9999", "Content-Type: application/json; charset=UTF-8", "Content-Length: 2", "Connection: close", "", "{}"]));

    public static TheoryData<string> Services => [.. TestedService.All.Select(tested => tested.Name)];

    [Fact]
    public async Task LocalCloud_RequestsOfWebPages_AreRefused()
    {
        await using var cloud = await LocalCloudFixture.StartAsync();
        var endpoints = MappedEndpoints.Of(cloud.App, endpoint =>
            (endpoint.Metadata.GetMetadata<ServedOn>() is { } served ? [served.Port] : Enum.GetValues<LocalCloudPort>()).Select(port => cloud.Addresses[port].Port));

        endpoints.Count.Should().BeGreaterThan(100, "each API has its endpoints");
        await ShouldRefuseAsync(endpoints, [.. HostileRequest.Hosts, .. HostileRequest.Origins, .. HostileRequest.Unproven], googleShape: true);
    }

    [Fact]
    public async Task Simulator_RequestsOfWebPages_AreRefused()
    {
        await using var simulator = FeedSimulatorService.Build(["--PORT=0", "--STATIONS=3"], new HostedIn(Logger.None));
        await simulator.StartAsync(TestContext.Current.CancellationToken);
        var port = new Uri(simulator.Urls.First()).Port;

        await ShouldRefuseAsync(MappedEndpoints.Of(simulator, _ => [port]), [.. HostileRequest.Hosts, .. HostileRequest.Origins], googleShape: false);
    }

    /// <summary>Services verify callers, but requests from web pages are refused even before that.</summary>
    [Theory]
    [MemberData(nameof(Services))]
    public async Task Service_RequestsOfWebPages_AreRefused(string service)
    {
        var port = services.Address(service).Port;

        await ShouldRefuseAsync(
            MappedEndpoints.Of(services.Application(service), _ => [port]), [.. HostileRequest.Hosts, .. HostileRequest.Origins], googleShape: false);
    }

    /// <summary>Without caller verification this is the only protection.</summary>
    [Fact]
    public async Task ServiceWithoutVerification_RequestsOfWebPages_AreRefused()
    {
        foreach (var tested in TestedService.All)
        {
            await using var application = tested.Build(["--PORT=0", "--BIND_ADDRESS=127.0.0.1", "--OIDC_DISABLED=true", .. tested.Settings], new HostedIn(Logger.None));
            await application.StartAsync(TestContext.Current.CancellationToken);
            var port = new Uri(application.Urls.First()).Port;

            await ShouldRefuseAsync(
                MappedEndpoints.Of(application, _ => [port]), [.. HostileRequest.Hosts, .. HostileRequest.Origins, .. HostileRequest.Unproven], googleShape: false);
        }
    }

    private static async Task ShouldRefuseAsync(IReadOnlyList<Endpoint> endpoints, IReadOnlyList<HostileRequest> requests, bool googleShape)
    {
        var faults = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(endpoints, TestContext.Current.CancellationToken, async (endpoint, stop) =>
        {
            // otherwise a server that refuses everything would pass
            var (harmless, text) = await RawHttp.ExchangeAsync(endpoint.Port, Harmless.Bytes(endpoint, endpoint.Port), stop);
            if (IsRefusal(harmless, text, googleShape)) faults.Add($"{endpoint}: harmless and refused: {text}");
            if (!text.Contains("\r\nX-Content-Type-Options: nosniff\r\n", StringComparison.Ordinal)) faults.Add($"{endpoint}: its answer may be sniffed: {text}");
            foreach (var request in requests.Where(request => request.Methods is [] || request.Methods.Contains(endpoint.Method)))
            {
                var (status, answer) = await RawHttp.ExchangeAsync(endpoint.Port, request.Bytes(endpoint, endpoint.Port), stop);
                if (!IsRefusal(status, answer, googleShape)) faults.Add($"{endpoint}, {request.Name}: {answer}");
                if (answer.Contains("Access-Control-", StringComparison.OrdinalIgnoreCase)) faults.Add($"{endpoint}, {request.Name}: CORS headers: {answer}");
            }
        });
        faults.Should().BeEmpty();
    }

    /// <summary>403 or 415 with our reason, or the server's own 400 for malformed HTTP. An endpoint's 400 means it was reached.</summary>
    private static bool IsRefusal(int status, string answer, bool googleShape) => status switch
    {
        400 => answer.Contains("\r\nContent-Length: 0\r\n", StringComparison.Ordinal) && answer.Contains("\r\nConnection: close\r\n", StringComparison.Ordinal),
        403 or 415 when googleShape => GoogleReason().IsMatch(answer),
        403 or 415 => Reason().IsMatch(answer),
        _ => false,
    };

    [GeneratedRegex("\"reason\":\"(HOST_NOT_ALLOWED|TARGET_NOT_ALLOWED|CROSS_ORIGIN|PREFLIGHT_REFUSED|CONTENT_TYPE_NOT_JSON|PROOF_MISSING)\"")]
    private static partial Regex GoogleReason();

    [GeneratedRegex("\"reason\":\"(host_not_allowed|target_not_allowed|cross_origin|preflight_refused|content_type_not_json|proof_missing)\"")]
    private static partial Regex Reason();
}
