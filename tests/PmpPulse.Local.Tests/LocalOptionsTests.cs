using Microsoft.Extensions.Configuration;
using PmpPulse.Contracts.Topology;
using PmpPulse.Testing;

namespace PmpPulse.Local.Tests;

public sealed class LocalOptionsTests
{
    [Fact]
    public void Read_NothingSet_UsesTheDefaultPortsAndFeed()
    {
        var (options, faults) = Read(bounded: false);

        faults.Should().BeEmpty();
        options.Feed.Origin.Should().Be(FeedOrigin.Auto);
        options.Poll.Should().Be(TimeSpan.FromMinutes(1));
        options.Ports.PubSub.Should().Be(8085);
        options.Ports.Of(FeedPort.Worker(Velib.Curation)).Should().Be(8121);
        options.Feeds.Should().Equal(FeedTopology.Default);
        options.DataDirectory.Should().EndWith(".pmp");
    }

    [Fact]
    public void Read_FeedsGiven_AreExactlyThose()
    {
        var (options, faults) = Read(bounded: false, ("FEEDS", " velib.station_status "), ("VELIB_COLLECTOR_PORT", "0"));

        faults.Should().BeEmpty();
        options.Feeds.Should().Equal(Velib.Status);
        options.Ports.Of(FeedPort.Collector(Velib.Status)).Should().Be(0);
    }

    [Fact]
    public void Read_UnknownFeed_IsAFaultThatListsTheKnownOnes() => Read(bounded: false, ("FEEDS", "velib.station_status,velib.bikes")).Faults
        .Should().ContainSingle(fault => fault.Name == "FEEDS").Which.ToString().Should().Contain("'velib.bikes'").And.Contain("velib.station_information");

    [Fact]
    public void Read_BoundedRun_UsesFreePortsAndAFreshDirectory()
    {
        var (options, _) = Read(bounded: true);

        options.Feed.Origin.Should().Be(FeedOrigin.Simulated);
        options.Polls.Should().Be(5);
        options.Poll.Should().Be(TimeSpan.FromSeconds(1));
        options.Ports.BigQuery.Should().Be(0);
        options.DataDirectory.Should().EndWith("fresh");
    }

    [Fact]
    public void ReadOptions_EverySettingInTheHelp_IsAccepted()
    {
        foreach (var setting in LocalProgram.Describe(new LocalSettings(bounded: false)).AllSettings.Where(setting => setting.Name != "FEED"))
        {
            FluentActions.Invoking(() => LocalProgram.ReadOptions(["--FEED=sim", $"--{setting.Name}={setting.Example}"], bounded: false, "fresh")).Should().NotThrow();
        }
    }

    // it listens on loopback only, whatever the settings say
    [Fact]
    public void ReadOptions_BindAddress_IsNotASetting() =>
        FluentActions.Invoking(() => LocalProgram.ReadOptions(["--BIND_ADDRESS=0.0.0.0"], bounded: false, "fresh")).Should().Throw<SettingsException>()
            .Which.Faults.Should().ContainSingle().Which.Name.Should().Be("BIND_ADDRESS");

    [Fact]
    public void Read_SeveralFaults_NamesAllWithValidValues()
    {
        var (_, faults) = Read(bounded: true, ("FEED", "mars"), ("POLL", "soon"), ("POLLS", "0"), ("VELIB_CURATED_PORT", "70000"));

        faults.Select(fault => fault.Name).Should().BeEquivalentTo("FEED", "POLL", "POLLS", "VELIB_CURATED_PORT");
        faults.Should().OnlyContain(fault => fault.Valid.Contains("give", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("sim", "14d", "31d", null)]
    [InlineData("sim", "400d", "0s", null)]
    [InlineData("auto", "14d", "31d", "FEED=sim")]
    [InlineData("sim", "40d", "31d", "RETENTION")]
    [InlineData("sim", "soon", "31d", "give")]
    public void Read_History_IsOfTheSimulatedCityAndKeptAsLong(string feed, string history, string retention, string? remedy)
    {
        var (options, faults) = Read(bounded: false, ("FEED", feed), ("HISTORY", history), ("RETENTION", retention));

        if (remedy is null)
        {
            faults.Should().BeEmpty();
            options.History.Should().BePositive();
        }
        else
        {
            faults.Should().ContainSingle().Which.Valid.Should().Contain(remedy);
        }
    }

    [Fact]
    public void Read_FolderMissing_NamesIt()
    {
        var (_, faults) = Read(bounded: true, ("FEED", "dir:/no/such/folder"));

        faults.Should().ContainSingle().Which.Problem.Should().Contain("/no/such/folder");
    }

    [Fact]
    public void Read_FolderExists_IsKept()
    {
        using var folder = new TemporaryDirectory();

        var (options, faults) = Read(bounded: true, ("FEED", $"dir:{folder.Path}"));

        faults.Should().BeEmpty();
        options.Feed.ToString().Should().Be($"dir:{folder.Path}");
    }

    [Fact]
    public void Read_BlankSetting_CountsAsUnset()
    {
        var (options, faults) = Read(bounded: true, ("FEED", ""), ("POLL", " "));

        faults.Should().BeEmpty();
        options.Poll.Should().Be(TimeSpan.FromSeconds(1));
    }

    private static (LocalOptions Options, IReadOnlyList<SettingFault> Faults) Read(bool bounded, params (string Name, string Value)[] given)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(given.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)))
            .Build();
        var settings = new SettingsReader(configuration);
        var options = LocalOptions.Read(new LocalSettings(bounded), settings, freshDirectory: "fresh");
        try
        {
            settings.ThrowIfFaulty();
            return (options, []);
        }
        catch (SettingsException exception)
        {
            return (options, exception.Faults);
        }
    }
}
