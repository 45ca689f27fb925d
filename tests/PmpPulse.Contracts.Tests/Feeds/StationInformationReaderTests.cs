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
    [InlineData("""{"station_id":"a","capacity":"35"}""", ReadErrors.StationFieldInvalid)]
    [InlineData("""{"station_id":"a","capacity":-1}""", ReadErrors.StationFieldInvalid)]
    [InlineData("""{"station_id":"a","capacity":1.5}""", ReadErrors.StationFieldInvalid)]
    [InlineData("""{"station_id":"a","capacity":9223372036854775807}""", ReadErrors.StationFieldInvalid)]
    [InlineData("""{"station_id":"a","lat":"48.8"}""", ReadErrors.StationFieldInvalid)]
    [InlineData("""{"station_id":"a","lat":90.1}""", ReadErrors.StationFieldInvalid)]
    [InlineData("""{"station_id":"a","lon":-181}""", ReadErrors.StationFieldInvalid)]
    [InlineData("""{"station_id":"a","lon":1e999}""", ReadErrors.StationFieldInvalid)]
    [InlineData("""{"station_id":"a","name":{"fr":"x"}}""", ReadErrors.StationFieldInvalid)]
    [InlineData("""{"station_id":"a","name":["x"]}""", ReadErrors.StationFieldInvalid)]
    [InlineData("""{"station_id":"a","name":[{"text":5.5,"language":"fr"}]}""", ReadErrors.StationFieldInvalid)]
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

    [Fact]
    public void Read_DuplicateId_SecondIsAtFault()
    {
        var read = Read("""{"station_id":1,"name":"a"}""", """{"station_id":"1","name":"b"}""");
        read[0].Station!.Name.Should().Be("a");
        read[1].Error!.Type.Should().Be(ReadErrors.StationIdDuplicate);
        read[1].StationId.Should().Be("1");
    }

    [Fact]
    public void Read_AnyMutation_DoesNotThrow()
    {
        var feed = Encoding.UTF8.GetBytes(Feed(Velib, """{"station_id":"a","name":[{"text":"x","language":"fr"}],"capacity":1}"""));
        Gen.Int.Sample(seed =>
        {
            if (FeedHeaderReader.Read(ByteMutator.Mutate(new Random(seed), feed)).Header is not { } header) return;
            StationInformationReader.Read(header).Should().HaveCount(header.StationCount).And.OnlyContain(s => s.Succeeded != (s.Error != null));
        }, iter: 5_000);
    }

    [Theory]
    [InlineData("velib-2025-10-18")]
    [InlineData("baywheels-2023-07")]
    public void Read_RecordedFeed_HasNoBadStation(string folder)
    {
        var path = SharedData.Find(folder);
        if (path is null) Assert.Skip(SharedData.SkipReason);
        var header = FeedHeaderReader.Read(File.ReadAllBytes(Path.Combine(path, "station_information.json"))).Header!;
        StationInformationReader.Read(header).Should().OnlyContain(s => s.Succeeded && s.Station.Name != null && s.Station.Lat != null);
    }

    private static List<StationInformationReading> Read(params string[] stations) =>
        [.. StationInformationReader.Read(FeedHeaderReader.Read(Encoding.UTF8.GetBytes(Feed(stations))).Header!)];

    private static string Feed(params string[] stations) => $$$"""{"data":{"stations":[{{{string.Join(',', stations)}}}]}}""";
}
