using System.Net;
using PmpPulse.ServiceDefaults;
using PmpPulse.Testing;
using Serilog.Core;

namespace PmpPulse.FeedSimulator.Tests.Recorded;

public sealed class RecordedFeedTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Status_SeveralFiles_InOrderOfPublicationTimeLastRepeated()
    {
        // names, ways to write the time and file times all say another order
        Write("station_status.a.json", """{"last_updated":300,"data":{"stations":[]}}""");
        Write("station_status.b.json", """{"lastUpdatedOther":100,"data":{"stations":[]}}""");
        Write("station_status_c.json", """{"last_updated":"1970-01-01T00:03:20Z","data":{"stations":[]}}""");
        await using var simulator = await SimulatorServer.StartAsync("--FEED=dir:" + _folder.Path);
        var texts = new List<string>();
        for (var i = 0; i < 4; i++) texts.Add(await simulator.Client.GetStringAsync(FeedSimulatorService.StatusPath));
        texts.Should().Equal(Read("station_status.b.json"), Read("station_status_c.json"), Read("station_status.a.json"), Read("station_status.a.json"));
    }

    [Fact]
    public async Task Status_Retry_SameFile()
    {
        Write("station_status.1.json", """{"last_updated":1}""");
        Write("station_status.2.json", """{"last_updated":2}""");
        await using var simulator = await SimulatorServer.StartAsync("--FEED=dir:" + _folder.Path);
        (await simulator.EventTimeAsync()).Should().Be(1);
        (await simulator.EventTimeAsync(("X-Retry-Attempt", "1"))).Should().Be(1);
        (await simulator.EventTimeAsync()).Should().Be(2);
    }

    [Fact]
    public async Task Information_Absent_404()
    {
        Write("station_status.json", """{"last_updated":1}""");
        await using var simulator = await SimulatorServer.StartAsync("--FEED=dir:" + _folder.Path);
        (await simulator.GetAsync(FeedSimulatorService.InformationPath)).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public void Build_NoFolder_Refused() => Refusal(Path.Combine(_folder, "absent")).Should().Contain("does not exist");

    [Fact]
    public void Build_EmptyFolder_Refused() => Refusal(_folder).Should().Contain("has no station_status*.json");

    [Theory]
    [InlineData("""{"last_updated":1""", "can't be read as JSON")]
    [InlineData("", "can't be read as JSON")]
    [InlineData("[]", "carries neither")]
    [InlineData("{}", "carries neither")]
    [InlineData("""{"last_updated":"yesterday"}""", "carries neither")]
    public void Build_FileThatIsNoFeed_RefusedNamingIt(string content, string reason)
    {
        Write("station_status.7.json", content);
        Refusal(_folder).Should().Contain("station_status.7.json").And.Contain(reason);
    }

    [Fact]
    public async Task Status_RecordedVelib_ServedByteForByte()
    {
        var recorded = SharedData.Find("velib-2025-10-18");
        Assert.SkipWhen(recorded is null, SharedData.SkipReason);
        await using var simulator = await SimulatorServer.StartAsync("--FEED=dir:" + recorded);
        (await simulator.Client.GetByteArrayAsync(FeedSimulatorService.StatusPath))
            .Should().Equal(await File.ReadAllBytesAsync(Path.Combine(recorded!, "station_status.json")));
    }

    private static string Refusal(string folder)
    {
        var build = () => FeedSimulatorService.Build(["--PORT=0", "--FEED=dir:" + folder], new HostedIn(Logger.None));
        return build.Should().Throw<SettingsException>().Which.Faults.Should().ContainSingle(f => f.Name == "FEED").Which.Problem;
    }

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(_folder, name), content);

    private string Read(string name) => File.ReadAllText(Path.Combine(_folder, name));
}
