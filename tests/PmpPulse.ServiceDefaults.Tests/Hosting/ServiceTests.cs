using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.ServiceDefaults.Settings;
using Serilog.Core;

namespace PmpPulse.ServiceDefaults.Tests.Hosting;

public sealed class ServiceTests
{
    [Fact]
    public async Task Post_BodyWithinLimit_IsRead()
    {
        await using var service = await TestService.StartAsync("--OIDC_DISABLED=true");
        var answer = await service.Client.PostAsync("/body", Json(1000));
        (await answer.Content.ReadAsStringAsync()).Should().Be("1000");
    }

    [Fact]
    public async Task Post_BodyTooLarge_413()
    {
        await using var service = await TestService.StartAsync("--OIDC_DISABLED=true");
        var answer = await service.Client.PostAsync("/body", Json(1001));
        answer.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("\"body_too_large\"");
    }

    [Fact]
    public async Task Get_HandlerThrows_500WithoutDetails()
    {
        await using var service = await TestService.StartAsync("--OIDC_DISABLED=true");
        var answer = await service.GetAsync("/broken", null);
        answer.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("\"internal_error\"").And.NotContain("secret");
        (await service.GetAsync("/work", null)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Get_AnyAnswer_NoServerHeader()
    {
        await using var service = await TestService.StartAsync("--OIDC_DISABLED=true");
        (await service.GetAsync("/healthz", null)).Headers.Server.Should().BeEmpty();
    }

    [Fact]
    public void For_Service_ListsEverySettingWithAnExample()
    {
        var service = new ServiceDescription("test-service", "Only for tests.", [new Setting("MINE", "What it does.", "5", Default: "3")]);
        var help = HelpText.For(service);
        foreach (var setting in service.AllSettings) help.Should().Contain($"--{setting.Name}={setting.Example}").And.Contain(setting.Description);
        help.Should().Contain("default: 3").And.Contain("OIDC_AUDIENCE (required)");
    }

    [Fact]
    public async Task Build_ServiceWithCallers_CreatesNoKeyRing()
    {
        var service = new ServiceDescription("test-service", "Only for tests.", []);
        await using var app = ServiceBuilder.Create(service, ["--PORT=0", "--OIDC_AUDIENCE=a", "--OIDC_EMAIL=e"], new HostedIn(Logger.None)).Build();
        app.Services.GetServices<IHostedService>().Should().NotBeEmpty()
            .And.NotContain(hosted => hosted.GetType().FullName!.Contains("DataProtection", StringComparison.Ordinal));
    }

    private static ByteArrayContent Json(int length) => new(new byte[length]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
