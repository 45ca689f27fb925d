using System.Text;
using PmpPulse.Testing;
using PmpPulse.Warehouse.Areas;

namespace PmpPulse.Warehouse.Tests.Areas;

public sealed class AreaFileTests
{
    private const string Ring = "[[[2,48],[3,48],[3,49.5],[2,48]]]";

    [Fact]
    public void Read_PropertiesOfSeveralPublishers_AreFound()
    {
        var areas = Read(
            Feature("""{"c_ar":10,"c_arinsee":75110,"l_ar":"10ème Ardt"}"""),
            Feature("""{"c_ar":1,"c_arinsee":75101,"l_ar":"1er Ardt"}"""),
            Feature("""{"code":"92004","nom":"Asnières-sur-Seine"}"""),
            Feature("""{"c_qu":"23","c_quinsee":"7510603","l_qu":"Notre-Dame-des-Champs","c_ar":6}"""),
            Feature("""{"insee":91001,"nomcom":" Abbéville "}""", $$"""{"type":"MultiPolygon","coordinates":[{{Ring}},[[[5,10],[6,10],[6,11],[5,10]]]]}"""));

        areas.Select(area => (area.Id, area.Name)).Should().Equal(
            ("75110", "Paris 10e"), ("75101", "Paris 1er"), ("92004", "Asnières-sur-Seine"), ("7510603", "Notre-Dame-des-Champs"), ("91001", "Abbéville"));
        (areas[0].West, areas[0].South, areas[0].East, areas[0].North).Should().Be((2, 48, 3, 49.5));
        (areas[4].West, areas[4].South, areas[4].East, areas[4].North).Should().Be((2, 10, 6, 49.5));
    }

    [Theory]
    [InlineData("<html>", "invalid start")]
    [InlineData("[]", "FeatureCollection")]
    [InlineData("""{"features":[]}""", "no features")]
    [InlineData("""{"features":[{"properties":{"nom":"a"},"geometry":null}]}""", "feature 1 has no code")]
    [InlineData("""{"features":[{"properties":{"code":1},"geometry":null}]}""", "feature 1 has no name")]
    [InlineData("""{"features":[{"properties":{"code":1,"nom":"a"},"geometry":{"type":"Point","coordinates":[1,2]}}]}""", "is a Point")]
    [InlineData("""{"features":[{"properties":{"code":1,"nom":"a"},"geometry":{"type":"Polygon","coordinates":[]}}]}""", "no positions")]
    [InlineData("""{"features":[{"properties":{"code":1,"nom":"a"},"geometry":{"type":"Polygon","coordinates":[[[652000,6861000],[652001,6861000],[652001,6861001],[652000,6861000]]]}}]}""", "not in degrees")]
    [InlineData("""{"features":[{"properties":{"code":1,"nom":"a"},"geometry":{"type":"Polygon","coordinates":[[[2,48],[3,48],[3,49]]]}}]}""", "not closed")]
    [InlineData("""{"features":[{"properties":{"code":1,"nom":"a"},"geometry":{"type":"Polygon","coordinates":[[[2,48],[3,48],[3,49],[2,49]]]}}]}""", "not closed")]
    [InlineData("""{"features":[{"properties":{"code":1,"nom":"a"},"geometry":{"type":"Polygon","coordinates":[[[],[]]]}}]}""", "")]
    [InlineData("""{"features":[{"properties":{"code":1,"nom":"a"},"geometry":{"type":"Polygon","coordinates":[[[2],[3]]]}}]}""", "")]
    [InlineData("""{"features":[7]}""", "")]
    public void Read_WhatIsNoAreas_SaysWhy(string json, string why) =>
        FluentActions.Invoking(() => AreaFile.Read(Encoding.UTF8.GetBytes(json))).Should().Throw<FormatException>().WithMessage($"*{why}*");

    [Fact]
    public void Read_SameCodeTwice_IsRefused() =>
        FluentActions.Invoking(() => Read(Feature("""{"code":"1","nom":"a"}"""), Feature("""{"code":1,"nom":"b"}"""))).Should().Throw<FormatException>().WithMessage("*code 1*");

    [Fact]
    public async Task Read_RealFiles_HaveTheirAreas()
    {
        var folder = SharedData.Find("paris-geo");
        Assert.SkipWhen(folder is null, SharedData.SkipReason);

        var counts = new List<int>();
        foreach (var file in new[] { "arrondissements", "quartier_paris", "communes-92-hauts-de-seine", "communes-75-paris" })
        {
            counts.Add((await AreaSource.Of(Path.Combine(folder, $"{file}.geojson"), null).ReadAsync(TestContext.Current.CancellationToken)).Count);
        }

        counts.Should().Equal(20, 80, 36, 1);
    }

    [Fact]
    public async Task Source_ThatIsNotThere_SaysWhich()
    {
        await FluentActions.Awaiting(() => AreaSource.Of("/no/such.geojson", null).ReadAsync(default)).Should().ThrowAsync<IOException>().WithMessage("*/no/such.geojson*");
        await FluentActions.Awaiting(() => AreaSource.Of("http://127.0.0.1:9/a", null).ReadAsync(default)).Should().ThrowAsync<IOException>().WithMessage("*127.0.0.1:9*");
        AreaSource.Of("/home/ana/secret/communes.geojson", null).Attribution.Should().Be("Source: communes.geojson");
        AreaSource.Of($"https://{"user:word"}@data.test/a/b.geojson?key=x", null).Attribution.Should().Be("Source: https://data.test/a/b.geojson");
        AreaSource.Of("city", null).Attribution.Should().Contain("Ville de Paris").And.Contain("ODbL");
    }

    private static string Feature(string properties, string? geometry = null) =>
        $$"""{"type":"Feature","properties":{{properties}},"geometry":{{geometry ?? $$"""{"type":"Polygon","coordinates":{{Ring}}}"""}}}""";

    private static IReadOnlyList<Area> Read(params string[] features) =>
        AreaFile.Read(Encoding.UTF8.GetBytes($$"""{"type":"FeatureCollection","features":[{{string.Join(',', features)}}]}"""));
}
