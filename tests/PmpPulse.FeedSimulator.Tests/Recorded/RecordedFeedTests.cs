using System.Net;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.Testing;
using Serilog.Core;

namespace PmpPulse.FeedSimulator.Tests.Recorded;

public sealed class RecordedFeedTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Status_SeveralFiles_ServedByPublicationTimeThenTheLastRepeats()
    {
        // names, time formats and file times suggest other orders; a file without a time comes first
        Write("station_status.a.json", Feed("\"last_updated\":1764440300"));
        Write("station_status.b.json", Feed("\"lastUpdatedOther\":1764440100.5"));
        Write("station_status_c.json", Feed("\"last_updated\":\"2025-11-29T18:16:40Z\""));
        Write("1-station_status.json", Feed("\"last_updated\":1764440250000"));
        Write("z.station_status.json", Feed("\"ttl\":60"));
        Write("station_status.y.json", Feed("\"last_updated\":0"));
        await using var simulator = await SimulatorServer.StartAsync("--FEED=dir:" + _folder.Path);
        var texts = new List<string>();
        for (var i = 0; i < 7; i++) texts.Add(await simulator.Client.GetStringAsync(FeedSimulatorService.StatusPath));
        texts.Should().Equal(
            Read("station_status.y.json"), Read("z.station_status.json"), Read("station_status.b.json"), Read("station_status_c.json"),
            Read("1-station_status.json"), Read("station_status.a.json"), Read("station_status.a.json"));
    }

    [Fact]
    public async Task Status_AfterFault_ServesTheMissedFile()
    {
        Write("station_status.1.json", Feed("\"last_updated\":1764440001"));
        Write("station_status.2.json", Feed("\"last_updated\":1764440002"));
        await using var simulator = await SimulatorServer.StartAsync("--FEED=dir:" + _folder.Path, "--FAULT=status:503", "--FAULT_REQUESTS=1");
        await simulator.GetAsync(FeedSimulatorService.StatusPath);
        (await simulator.EventTimeAsync()).Should().Be(1764440001);
        (await simulator.EventTimeAsync()).Should().Be(1764440002);
    }

    [Fact]
    public async Task Status_SameTimeDifferentContent_AreTwoVersions()
    {
        Write("station_status.1.json", Feed("\"last_updated\":1764440001"));
        Write("station_status.2.json", Feed("\"last_updated\":1764440001,\"ttl\":1"));
        await using var simulator = await SimulatorServer.StartAsync("--FEED=dir:" + _folder.Path, "--ETAG=true");
        var first = (await simulator.GetAsync(FeedSimulatorService.StatusPath)).Headers.ETag!.Tag;
        (await simulator.GetAsync(FeedSimulatorService.StatusPath, ("If-None-Match", first))).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("station_status.json.gz", 1)]
    [InlineData("station_status.json", 1)]
    [InlineData("station_status.json.gz", 2)]
    [InlineData("station_status.json.gz", 0)]
    public async Task Status_GzippedFile_IsRecognizedByItsBytes(string name, int layers)
    {
        var feed = System.Text.Encoding.UTF8.GetBytes(Feed("\"last_updated\":1764440001"));
        var packed = feed;
        for (var i = 0; i < layers; i++) packed = Gzip(packed);
        File.WriteAllBytes(Path.Combine(_folder, name), packed);
        await using var simulator = await SimulatorServer.StartAsync("--FEED=dir:" + _folder.Path);
        (await simulator.Client.GetByteArrayAsync(FeedSimulatorService.StatusPath)).Should().Equal(feed);
        (await StateAsync(simulator))["served"]!.GetValue<int>().Should().Be(1);
    }

    [Fact]
    public async Task OptionalFiles_Absent_Return404NamingThem()
    {
        Write("station_status.json", Feed("\"ttl\":1"));
        await using var simulator = await SimulatorServer.StartAsync("--FEED=dir:" + _folder.Path);
        foreach (var path in new[] { FeedSimulatorService.InformationPath, FeedSimulatorService.VehicleTypesPath })
        {
            var answer = await simulator.GetAsync(path);
            answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
            (await answer.Content.ReadAsStringAsync()).Should().Contain("not_recorded").And.Contain(Path.GetFileName(path));
        }

        var state = await StateAsync(simulator);
        state["information"].Should().BeNull();
        state["vehicleTypes"].Should().BeNull();
    }

    [Fact]
    public async Task OptionalFiles_PresentAndGzipped_AreServed()
    {
        Write("station_status.json", Feed("\"ttl\":1"));
        File.WriteAllBytes(Path.Combine(_folder, "station_information.json.gz"), Gzip("{\"data\":{\"stations\":[]}}"u8.ToArray()));
        Write("vehicle_types.json", """{"data":{"vehicle_types":[]}}""");
        await using var simulator = await SimulatorServer.StartAsync("--FEED=dir:" + _folder.Path);
        (await simulator.Client.GetStringAsync(FeedSimulatorService.InformationPath)).Should().Contain("stations");
        (await simulator.Client.GetStringAsync(FeedSimulatorService.VehicleTypesPath)).Should().Be(Read("vehicle_types.json"));
    }

    [Fact]
    public async Task State_RecordingEnded_IsReported()
    {
        Write("station_status.1.json", Feed("\"last_updated\":1764440001"));
        Write("station_status.2.json", Feed("\"last_updated\":1764440002"));
        await using var simulator = await SimulatorServer.StartAsync("--FEED=dir:" + _folder.Path);
        (await StateAsync(simulator))["served"]!.GetValue<int>().Should().Be(0, "reading does not advance the recording");
        await simulator.EventTimeAsync();
        var state = await StateAsync(simulator);
        (state["ended"]!.GetValue<bool>(), state["served"]!.GetValue<int>(), state["statusFiles"]!.GetValue<int>()).Should().Be((false, 1, 2));
        await simulator.EventTimeAsync();
        state = await StateAsync(simulator);
        (state["ended"]!.GetValue<bool>(), state["lastServed"]!.GetValue<string>()).Should().Be((true, "station_status.2.json"));
    }

    [Fact]
    public void Build_NoFolder_IsRefused() => Refusal(Path.Combine(_folder, "absent")).Should().Contain("does not exist");

    [Fact]
    public void Build_EmptyFolder_IsRefused() => Refusal(_folder).Should().Contain("no file named *station_status*.json");

    [Fact]
    public void Build_FileInsteadOfFolder_IsRefused()
    {
        Write("station_status.json", Feed("\"ttl\":1"));
        Refusal(Path.Combine(_folder, "station_status.json")).Should().Contain("is a file, not a folder");
    }

    [Theory]
    [InlineData("""{"last_updated":1""", "json")]
    [InlineData("", "no bytes")]
    [InlineData("[]", "a list|an array")]
    [InlineData("{}", "no data.stations")]
    [InlineData("""{"last_updated":1764440001,"data":{"bikes":[]}}""", "no data.stations")]
    public void Build_NoFileIsAFeed_IsRefusedNamingTheFirst(string content, string reason)
    {
        Write("station_status.7.json", content);
        Refusal(_folder).Should().Contain("station_status.7.json").And.MatchRegex("(?i)" + reason);
    }

    [Fact]
    public async Task Status_OneFileIsNotAFeed_IsServedUnchangedAndNamed()
    {
        Write("station_status.1.json", "<html>gone</html>");
        Write("station_status.2.json", Feed("\"last_updated\":1764440002"));
        await using var simulator = await SimulatorServer.StartAsync("--FEED=dir:" + _folder.Path);
        (await simulator.Client.GetStringAsync(FeedSimulatorService.StatusPath)).Should().Be("<html>gone</html>");
        (await StateAsync(simulator))["notFeeds"]![0]!.GetValue<string>().Should().StartWith("station_status.1.json: ");
    }

    [Fact]
    public async Task Status_RecordedVelib_IsServedByteForByte()
    {
        var recorded = SharedData.Find("velib-2025-10-18");
        Assert.SkipWhen(recorded is null, SharedData.SkipReason);
        await using var simulator = await SimulatorServer.StartAsync("--FEED=dir:" + recorded);
        (await simulator.Client.GetByteArrayAsync(FeedSimulatorService.StatusPath))
            .Should().Equal(await File.ReadAllBytesAsync(Path.Combine(recorded!, "station_status.json")));
    }

    private static string Feed(string header) => "{" + header + ",\"data\":{\"stations\":[{\"station_id\":\"1\",\"is_renting\":1}]}}";

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }

    private static async Task<System.Text.Json.Nodes.JsonNode> StateAsync(SimulatorServer simulator) =>
        System.Text.Json.Nodes.JsonNode.Parse(await simulator.Client.GetStringAsync("/"))!;

    private static string Refusal(string folder)
    {
        var build = () => FeedSimulatorService.Build(["--PORT=0", "--FEED=dir:" + folder], new HostedIn(Logger.None));
        return build.Should().Throw<SettingsException>().Which.Faults.Should().ContainSingle(f => f.Name == "FEED").Which.Problem;
    }

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(_folder, name), content);

    private string Read(string name) => File.ReadAllText(Path.Combine(_folder, name));
}
