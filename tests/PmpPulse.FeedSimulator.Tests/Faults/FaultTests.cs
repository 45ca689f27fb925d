using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using PmpPulse.FeedSimulator.Faults;

namespace PmpPulse.FeedSimulator.Tests.Faults;

public sealed class FaultTests
{
    private const string Small = "--STATIONS=20";

    [Fact]
    public async Task Status_FaultForTwoRequests_RecoversAfterwards()
    {
        await using var simulator = await SimulatorServer.StartAsync(Small, "--FAULT=status:503", "--FAULT_REQUESTS=2");
        var codes = new List<HttpStatusCode>();
        for (var i = 0; i < 3; i++) codes.Add((await simulator.GetAsync(FeedSimulatorService.StatusPath)).StatusCode);
        codes.Should().Equal(HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK);
    }

    [Fact]
    public async Task Status_AfterFault_ServesTheMissedSnapshot()
    {
        await using var faulty = await SimulatorServer.StartAsync(Small, "--START=2026-03-02T07:30:00Z", "--FAULT=status:503", "--FAULT_REQUESTS=1");
        await using var well = await SimulatorServer.StartAsync(Small, "--START=2026-03-02T07:30:00Z");
        await faulty.GetAsync(FeedSimulatorService.StatusPath);
        (await faulty.EventTimeAsync()).Should().Be(await well.EventTimeAsync());
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("html")]
    [InlineData("empty")]
    public async Task Status_InvalidJsonFault_CannotBeParsed(string fault)
    {
        await using var simulator = await SimulatorServer.StartAsync(Small, "--FAULT=" + fault);
        var body = await simulator.Client.GetStringAsync(FeedSimulatorService.StatusPath);
        FluentActions.Invoking(() => JsonNode.Parse(body)).Should().Throw<JsonException>();
    }

    [Fact]
    public async Task Status_ResetFault_ResetsTheConnection()
    {
        await using var simulator = await SimulatorServer.StartAsync(Small, "--FAULT=reset");
        await FluentActions.Awaiting(() => simulator.Client.GetStringAsync(FeedSimulatorService.StatusPath)).Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task Status_HugeFault_HasTheRequestedSize()
    {
        await using var simulator = await SimulatorServer.StartAsync(Small, "--FAULT=huge:2000000");
        (await simulator.Client.GetByteArrayAsync(FeedSimulatorService.StatusPath)).Length.Should().BeGreaterThan(2_000_000);
    }

    [Fact]
    public async Task Status_DistortedStructureFaults_MatchTheirNames()
    {
        (await FaultyAsync("top-level")).GetValueKind().Should().Be(JsonValueKind.Array);
        (await FaultyAsync("stations-object"))["data"]!["stations"]!.GetValueKind().Should().Be(JsonValueKind.Object);
        (await FaultyAsync("station-number"))["data"]!["stations"]![0]!.GetValueKind().Should().Be(JsonValueKind.Number);
        var twice = (await FaultyAsync("duplicate-station"))["data"]!["stations"]!;
        twice[0]!.ToJsonString().Should().Be(twice[1]!.ToJsonString());
    }

    [Theory]
    [InlineData("status:99")]
    [InlineData("status")]
    [InlineData("slow:fast")]
    [InlineData("huge:-1")]
    [InlineData("html:1")]
    [InlineData("")]
    public void TryParse_Invalid_False(string text) => Fault.TryParse(text, out _).Should().BeFalse();

    private static async Task<JsonNode> FaultyAsync(string fault)
    {
        await using var simulator = await SimulatorServer.StartAsync(Small, "--FAULT=" + fault);
        return await simulator.StatusAsync();
    }
}
