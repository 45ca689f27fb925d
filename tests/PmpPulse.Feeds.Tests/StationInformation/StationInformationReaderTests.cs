using System.Text;
using CsCheck;
using PmpPulse.Testing;

namespace PmpPulse.Contracts.Tests.Feeds;

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
    public void Read_HalfASurrogatePair_IsCalledThat() =>
        Read("""{"station_id":"\ud800"}""").Single().Error!.Message.Should().Be("A station_id must be text or an integer; it is text with half a surrogate pair.");

    [Theory]
    [InlineData("5", ReadErrors.StationNotAnObject)]
    [InlineData("null", ReadErrors.StationNotAnObject)]
    [InlineData("[]", ReadErrors.StationNotAnObject)]
    [InlineData("{}", ReadErrors.StationIdMissing)]
    [InlineData("""{"station_id":null}""", ReadErrors.StationIdMissing)]
    [InlineData("""{"station_id":" "}""", ReadErrors.StationIdMissing)]
    [InlineData("""{"station_id":1.5}""", ReadErrors.StationIdInvalid)]
    [InlineData("""{"station_id":true}""", ReadErrors.StationIdInvalid)]
    [InlineData("""{"station_id":"\ud800"}""", ReadErrors.StationIdInvalid)]
    [InlineData("""{"\ud800":1,"station_id":"a","name":"x"}""", null)]
    [InlineData("""{"station_id":"a","name":"x","\ud800":1}""", ReadErrors.StationFieldInvalid)]
    public void Read_BadStation_CostsNoOther(string bad, string? type)
    {
        var read = Read("""{"station_id":"first"}""", bad, """{"station_id":"last"}""");
        read.Should().HaveCount(3);
        read[0].Succeeded.Should().BeTrue();
        read[2].Succeeded.Should().BeTrue();
        if (type is not null) read[1].Error!.Type.Should().Be(type);
        Encoding.UTF8.GetString(read[1].RawJson.Span).Should().Be(bad);
    }

    public static TheoryData<string, string, InformationFlags> OddFields() => new()
    {
        { """ "capacity":"35" """, "capacity=35", InformationFlags.None },
        { """ "capacity":" 35.0 " """, "capacity=35", InformationFlags.None },
        { """ "capacity":3.5e1 """, "capacity=35", InformationFlags.None },
        { """ "capacity":"" """, "capacity=", InformationFlags.None },
        { """ "capacity":"abc" """, "capacity=", InformationFlags.CapacityInvalid },
        { """ "capacity":"-5" """, "capacity=", InformationFlags.CapacityInvalid },
        { """ "capacity":-5 """, "capacity=", InformationFlags.CapacityInvalid },
        { """ "capacity":1.5 """, "capacity=", InformationFlags.CapacityInvalid },
        { """ "capacity":9223372036854775807 """, "capacity=", InformationFlags.CapacityInvalid },
        { """ "capacity":"Infinity" """, "capacity=", InformationFlags.CapacityInvalid },
        { """ "capacity":{"car":3} """, "capacity=", InformationFlags.CapacityInvalid },
        { """ "capacity":true """, "capacity=", InformationFlags.CapacityInvalid },
        { """ "capacity":999 """, "capacity=999", InformationFlags.CapacityUnlikely },
        { """ "lat":"48.85" """, "lat=48.85", InformationFlags.None },
        { """ "lat":"north" """, "lat=", InformationFlags.PositionInvalid },
        { """ "lat":90.1 """, "lat=", InformationFlags.PositionInvalid },
        { """ "lat":"NaN" """, "lat=", InformationFlags.PositionInvalid },
        { """ "lat":null """, "lat=", InformationFlags.PositionMissing },
        { """ "lat":"" """, "lat=", InformationFlags.PositionMissing },
        { """ "lon":-181 """, "lon=", InformationFlags.PositionInvalid },
        { """ "lon":1e999 """, "lon=", InformationFlags.PositionInvalid },
        { """ "lon":[2.35] """, "lon=", InformationFlags.PositionInvalid },
        { """ "lat":0,"lon":0.0 """, "lat=0", InformationFlags.PositionZero },
        { """ "lat":2.35,"lon":48.85 """, "lat=2.35", InformationFlags.PositionOutlier },
        { """ "lon":-2.35 """, "lon=-2.35", InformationFlags.PositionOutlier },
        { """ "name":{"fr":"Gare","en":"Station"} """, "name=Gare", InformationFlags.None },
        { """ "name":["Gare"] """, "name=Gare", InformationFlags.None },
        { """ "name":[5.5,{"text":"Gare","language":7}] """, "name=Gare", InformationFlags.None },
        { """ "name":[{"text":5.5,"language":"fr"}] """, "name=", InformationFlags.NameInvalid },
        { """ "name":{"street":"x"} """, "name=", InformationFlags.NameInvalid },
        { """ "name":false """, "name=", InformationFlags.NameInvalid },
        { """ "name":"\ud800" """, "name=", InformationFlags.NameInvalid },
        { """ "name":12 """, "name=12", InformationFlags.None },
        { """ "name":null """, "name=", InformationFlags.NameMissing },
        { """ "name":" " """, "name=", InformationFlags.NameMissing },
        { """ "name":[] """, "name=", InformationFlags.NameMissing },
        { """ "address":{"street":"x"} """, "address=", InformationFlags.AddressInvalid },
        { """ "address":["x"] """, "address=", InformationFlags.AddressInvalid },
        { """ "post_code":75011 """, "post_code=75011", InformationFlags.None },
        { """ "post_code":75011.5 """, "post_code=", InformationFlags.PostCodeInvalid },
        { """ "stationCode":{} """, "station_code=", InformationFlags.StationCodeInvalid },
        { """ "stationCode":[],"short_name":"S1" """, "station_code=S1", InformationFlags.StationCodeInvalid },
    };

    [Theory]
    [MemberData(nameof(OddFields))]
    public void Read_OddField_IsNullWithItsReasonAndCostsNothingElse(string odd, string expected, InformationFlags flags)
    {
        const string Good = """ "name":"Good","lat":48.85,"lon":2.35,"capacity":20 """;
        var stations = Enumerable.Range(0, 4).Select(n => $$"""{"station_id":"{{n}}",{{Good}}}""");
        var read = Read([.. stations, $$"""{"station_id":"odd",{{Good}},{{odd}}}"""]);
        read.Should().HaveCount(5).And.OnlyContain(reading => reading.Succeeded);
        read[..4].Should().OnlyContain(reading => reading.Station!.Flags == InformationFlags.None);
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
        Read([.. stations]).Should().OnlyContain(reading => reading.Station!.Flags == InformationFlags.None);
    }

    [Fact]
    public void Read_DuplicateId_SecondIsAtFaultUnlessItSaysTheSame()
    {
        var file = File("""{"station_id":1,"name":"a"}""", """{"station_id":"1","name":"b"}""", """{"station_id":1,"name":"a"}""");
        file.Repetitions.Should().Be(1);
        file.Readings.Should().HaveCount(2);
        file.Readings[0].Station!.Name.Should().Be("a");
        file.Readings[1].Error!.Type.Should().Be(ReadErrors.StationIdDuplicate);
        file.Readings[1].StationId.Should().Be("1");
    }

    [Fact]
    public void Read_AnyMutation_DoesNotThrow()
    {
        var feed = Encoding.UTF8.GetBytes(Feed(Velib, """{"station_id":"a","name":[{"text":"x","language":"fr"}],"capacity":1}"""));
        Gen.Int.Sample(seed =>
        {
            if (FeedHeaderReader.Read(ByteMutator.Mutate(new Random(seed), feed)).Header is not { } header) return;
            var file = StationInformationReader.Read(header);
            (file.Readings.Count + file.Repetitions).Should().Be(header.StationCount);
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
        var header = FeedHeaderReader.Read(System.IO.File.ReadAllBytes(Path.Combine(path, "station_information.json"))).Header!;
        StationInformationReader.Read(header).Readings.Should().OnlyContain(s => s.Succeeded && s.Station.Name != null && s.Station.Lat != null && s.Station.Flags == InformationFlags.None);
    }

    private static List<StationInformationReading> Read(params string[] stations) => [.. File(stations).Readings];

    private static StationInformationFile File(params string[] stations) =>
        StationInformationReader.Read(FeedHeaderReader.Read(Encoding.UTF8.GetBytes(Feed(stations))).Header!);

    private static string Feed(params string[] stations) => $$$"""{"data":{"stations":[{{{string.Join(',', stations)}}}]}}""";
}
