using System.Text;
using CsCheck;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.StationInformation;
using PmpPulse.Feeds.StationStatus;
using PmpPulse.Testing;

namespace PmpPulse.Feeds.Tests.StationInformation;

public sealed class StationInformationReaderTests
{
    private const string Velib =
        """{"station_id":20702946965,"stationCode":"16107","name":"Benjamin Godard - Victor Hugo","lat":48.865983,"lon":2.275725,"capacity":35,"station_opening_hours":null}""";

    [Fact]
    public void Read_Velib_IsARow()
    {
        var row = Read(Velib).Single().Station!;
        row.Should().BeEquivalentTo(new
        {
            StationId = "20702946965",
            StationCode = "16107",
            Name = "Benjamin Godard - Victor Hugo",
            Lat = 48.865983,
            Lon = 2.275725,
            Capacity = 35,
            Address = (string?)null,
            PostCode = (string?)null,
        });
        Encoding.UTF8.GetString(row.RawJson.Span).Should().Be(Velib);
    }

    [Fact]
    public void Read_Gbfs3_TakesFrenchThenEnglishThenTheFirst()
    {
        Read("""{"station_id":"a","name":[{"text":"Rathaus","language":"de"},{"text":"Town hall","language":"en"},{"text":"Mairie","language":"fr-FR"}]}""").Single().Station!.Name.Should().Be("Mairie");
        Read("""{"station_id":"a","name":[{"text":"Rathaus","language":"de"},{"text":"Town hall","language":"en"}]}""").Single().Station!.Name.Should().Be("Town hall");
        Read("""{"station_id":"a","name":[{"text":"Rathaus","language":"de"},{"text":"Ratusz","language":"pl"}],"short_name":[{"text":"R1","language":"de"}]}""")
            .Single().Station.Should().BeEquivalentTo(new { Name = "Rathaus", StationCode = "R1" });
        Read("""{"station_id":"a","name":[]}""").Single().Station!.Name.Should().BeNull();
    }

    [Fact]
    public void Read_MissingAndNullFields_AreNull()
    {
        foreach (var station in new[] { """{"station_id":"a"}""", """{"station_id":"a","stationCode":null,"name":null,"lat":null,"lon":null,"capacity":null,"address":null,"post_code":null}""" })
        {
            Read(station).Single().Station.Should().BeEquivalentTo(new
            {
                StationId = "a",
                StationCode = (string?)null,
                Name = (string?)null,
                Lat = (double?)null,
                Lon = (double?)null,
                Capacity = (long?)null,
                Address = (string?)null,
                PostCode = (string?)null,
            });
        }
    }

    [Fact]
    public void Read_OtherDialects_AreRows()
    {
        Read("""{"station_id":"a","short_name":"SF-Y7","address":"1 Rue X","post_code":75011,"capacity":12.0,"is_virtual_station":false,"rental_methods":["KEY"]}""").Single().Station
            .Should().BeEquivalentTo(new { StationCode = "SF-Y7", Address = "1 Rue X", PostCode = "75011", Capacity = 12 });
        Read("""{"station_id":"a","stationCode":16107,"short_name":"other"}""").Single().Station!.StationCode.Should().Be("16107");
    }

    [Fact]
    public void Read_LoneSurrogate_IsReportedAsSuch() =>
        Read("""{"station_id":"\ud800"}""").Single().Error!.Message.Should().Be("A station_id must be text or an integer; it is text with half a surrogate pair.");

    [Theory]
    [InlineData("5", "station_not_an_object")]
    [InlineData("null", "station_not_an_object")]
    [InlineData("[]", "station_not_an_object")]
    [InlineData("{}", "station_id_missing")]
    [InlineData("""{"station_id":null}""", "station_id_missing")]
    [InlineData("""{"station_id":" "}""", "station_id_missing")]
    [InlineData("""{"station_id":1.5}""", "station_id_invalid")]
    [InlineData("""{"station_id":true}""", "station_id_invalid")]
    [InlineData("""{"station_id":"\ud800"}""", "station_id_invalid")]
    [InlineData("""{"\ud800":1,"station_id":"a","name":"x"}""", null)]
    [InlineData("""{"station_id":"a","name":"x","\ud800":1}""", "station_field_invalid")]
    public void Read_BadStation_LosesNoOther(string bad, string? type)
    {
        var read = Read("""{"station_id":"first"}""", bad, """{"station_id":"last"}""");
        read.Should().HaveCount(3);
        read[0].Succeeded.Should().BeTrue();
        read[2].Succeeded.Should().BeTrue();
        if (type is not null) read[1].Error!.Type.Should().Be(type);
        Encoding.UTF8.GetString(read[1].RawJson.Span).Should().Be(bad);
    }

    public static TheoryData<string, string, StationInformationFlags> OddFields() => new()
    {
        { """ "capacity":"35" """, "capacity=35", StationInformationFlags.None },
        { """ "capacity":" 35.0 " """, "capacity=35", StationInformationFlags.None },
        { """ "capacity":3.5e1 """, "capacity=35", StationInformationFlags.None },
        { """ "capacity":"" """, "capacity=", StationInformationFlags.None },
        { """ "capacity":"abc" """, "capacity=", StationInformationFlags.CapacityInvalid },
        { """ "capacity":"-5" """, "capacity=", StationInformationFlags.CapacityInvalid },
        { """ "capacity":-5 """, "capacity=", StationInformationFlags.CapacityInvalid },
        { """ "capacity":1.5 """, "capacity=", StationInformationFlags.CapacityInvalid },
        { """ "capacity":9223372036854775807 """, "capacity=", StationInformationFlags.CapacityInvalid },
        { """ "capacity":"Infinity" """, "capacity=", StationInformationFlags.CapacityInvalid },
        { """ "capacity":{"car":3} """, "capacity=", StationInformationFlags.CapacityInvalid },
        { """ "capacity":true """, "capacity=", StationInformationFlags.CapacityInvalid },
        { """ "capacity":999 """, "capacity=999", StationInformationFlags.CapacityUnlikely },
        { """ "lat":"48.85" """, "lat=48.85", StationInformationFlags.None },
        { """ "lat":"north" """, "lat=", StationInformationFlags.PositionInvalid },
        { """ "lat":90.1 """, "lat=", StationInformationFlags.PositionInvalid },
        { """ "lat":"NaN" """, "lat=", StationInformationFlags.PositionInvalid },
        { """ "lat":null """, "lat=", StationInformationFlags.PositionMissing },
        { """ "lat":"" """, "lat=", StationInformationFlags.PositionMissing },
        { """ "lon":-181 """, "lon=", StationInformationFlags.PositionInvalid },
        { """ "lon":1e999 """, "lon=", StationInformationFlags.PositionInvalid },
        { """ "lon":[2.35] """, "lon=", StationInformationFlags.PositionInvalid },
        { """ "lat":0,"lon":0.0 """, "lat=0", StationInformationFlags.PositionZero },
        { """ "lat":2.35,"lon":48.85 """, "lat=2.35", StationInformationFlags.PositionOutlier },
        { """ "lon":-2.35 """, "lon=-2.35", StationInformationFlags.PositionOutlier },
        { """ "name":{"fr":"Gare","en":"Station"} """, "name=Gare", StationInformationFlags.None },
        { """ "name":["Gare"] """, "name=Gare", StationInformationFlags.None },
        { """ "name":[5.5,{"text":"Gare","language":7}] """, "name=Gare", StationInformationFlags.None },
        { """ "name":[{"text":5.5,"language":"fr"}] """, "name=", StationInformationFlags.NameInvalid },
        { """ "name":{"street":"x"} """, "name=", StationInformationFlags.NameInvalid },
        { """ "name":false """, "name=", StationInformationFlags.NameInvalid },
        { """ "name":"\ud800" """, "name=", StationInformationFlags.NameInvalid },
        { """ "name":12 """, "name=12", StationInformationFlags.None },
        { """ "name":null """, "name=", StationInformationFlags.NameMissing },
        { """ "name":" " """, "name=", StationInformationFlags.NameMissing },
        { """ "name":[] """, "name=", StationInformationFlags.NameMissing },
        { """ "address":{"street":"x"} """, "address=", StationInformationFlags.AddressInvalid },
        { """ "address":["x"] """, "address=", StationInformationFlags.AddressInvalid },
        { """ "post_code":75011 """, "post_code=75011", StationInformationFlags.None },
        { """ "post_code":75011.5 """, "post_code=", StationInformationFlags.PostCodeInvalid },
        { """ "stationCode":{} """, "station_code=", StationInformationFlags.StationCodeInvalid },
        { """ "stationCode":[],"short_name":"S1" """, "station_code=S1", StationInformationFlags.StationCodeInvalid },
    };

    [Theory]
    [MemberData(nameof(OddFields))]
    public void Read_OddField_IsNullWithItsReasonAndLosesNothingElse(string odd, string expected, StationInformationFlags flags)
    {
        const string Good = """ "name":"Good","lat":48.85,"lon":2.35,"capacity":20 """;
        var stations = Enumerable.Range(0, 4).Select(n => $$"""{"station_id":"{{n}}",{{Good}}}""");
        var read = Read([.. stations, $$"""{"station_id":"odd",{{Good}},{{odd}}}"""]);
        read.Should().HaveCount(5).And.OnlyContain(reading => reading.Succeeded);
        read[..4].Should().OnlyContain(reading => reading.Station!.Flags == StationInformationFlags.None);
        var station = read[4].Station!;
        station.Flags.Should().Be(flags);
        var parts = expected.Split('=');
        var values = new Dictionary<string, object?>
        {
            ["capacity"] = station.Capacity,
            ["lat"] = station.Lat,
            ["lon"] = station.Lon,
            ["name"] = station.Name,
            ["address"] = station.Address,
            ["post_code"] = station.PostCode,
            ["station_code"] = station.StationCode,
        };
        Convert.ToString(values[parts[0]], System.Globalization.CultureInfo.InvariantCulture).Should().Be(parts[1]);
        if (parts[0] != "name") station.Name.Should().Be("Good");
    }

    [Fact]
    public void Read_SystemOfAWholeRegion_HasNoOutliers()
    {
        // 300 km from end to end
        var stations = Enumerable.Range(0, 60).Select(n => $$"""{"station_id":"{{n}}","name":"x","lat":{{46 + n % 6 * 0.3}},"lon":{{6 + n % 10 * 0.4}},"capacity":{{n}}}""".Replace(",5", ".5", StringComparison.Ordinal));
        Read([.. stations]).Should().OnlyContain(reading => reading.Station!.Flags == StationInformationFlags.None);
    }

    [Fact]
    public void Read_DuplicateId_SecondIsFaultyUnlessIdentical()
    {
        var file = File("""{"station_id":1,"name":"a"}""", """{"station_id":"1","name":"b"}""", """{"station_id":1,"name":"a"}""");
        file.Repetitions.Should().Be(1);
        file.Readings.Should().HaveCount(2);
        file.Readings[0].Station!.Name.Should().Be("a");
        file.Readings[1].Error!.Type.Should().Be("station_id_duplicate");
        file.Readings[1].StationId.Should().Be("1");
    }

    [Fact]
    public void Read_AnyMutation_DoesNotThrow()
    {
        var feed = Encoding.UTF8.GetBytes(Feed(Velib, """{"station_id":"a","name":[{"text":"x","language":"fr"}],"capacity":1}"""));
        Gen.Int.Sample(seed =>
        {
            if (FeedHeaderReader.Read(ByteMutator.Mutate(new Random(seed), feed), StationStatusFeed.List).Header is not { } header) return;
            var file = StationInformationReader.Read(header);
            (file.Readings.Count + file.Repetitions).Should().Be(header.Count);
            file.Readings.Should().OnlyContain(s => s.Succeeded != (s.Error != null));
        }, iter: 5_000);
    }

    [Theory]
    [InlineData("velib-2025-10-18")]
    [InlineData("baywheels-2023-07")]
    public void Read_RecordedFeed_HasNoBadStation(string folder)
    {
        var path = SharedData.Find(folder);
        if (path is null) Assert.Skip(SharedData.SkipReason);
        var header = FeedHeaderReader.Read(System.IO.File.ReadAllBytes(Path.Combine(path, "station_information.json")), StationStatusFeed.List).Header!;
        StationInformationReader.Read(header).Readings.Should().OnlyContain(s => s.Succeeded && s.Station.Name != null && s.Station.Lat != null && s.Station.Flags == StationInformationFlags.None);
    }

    private static List<StationInformationReading> Read(params string[] stations) => [.. File(stations).Readings];

    private static StationInformationFile File(params string[] stations) =>
        StationInformationReader.Read(FeedHeaderReader.Read(Encoding.UTF8.GetBytes(Feed(stations)), StationStatusFeed.List).Header!);

    private static string Feed(params string[] stations) => $$$"""{"data":{"stations":[{{{string.Join(',', stations)}}}]}}""";
}
