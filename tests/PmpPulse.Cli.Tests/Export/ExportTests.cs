using System.Text.Json;
using Parquet;
using PmpPulse.Cli.Tests.Support;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Export;

/// <summary>Marts as files.</summary>
[Trait("Category", "Slow")]
public sealed class ExportTests : IAsyncLifetime
{
    private readonly RunningSystem _system = new();
    private readonly TemporaryDirectory _folder = new();

    public async ValueTask InitializeAsync()
    {
        await _system.InitializeAsync();
        await _system.Clients.BigQuery.QueryAsync("""
            INSERT INTO pmp_curated.velib_station_status (system_id, ingest_ts, event_ts, station_id, station_code, num_bikes_available, num_docks_available, snapshot_id)
            VALUES ('velib', CURRENT_TIMESTAMP(), TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), SECOND), '1', '=1+1', 7, NULL, 5), ('velib', CURRENT_TIMESTAMP(), TIMESTAMP_TRUNC(CURRENT_TIMESTAMP(), SECOND), '2', NULL, 0, 3, 5)
            """);
        await _system.Clients.BigQuery.QueryAsync("""
            INSERT INTO pmp_curated.velib_station_information (system_id, ingest_ts, event_ts, station_id, name, lat, lon, capacity)
            VALUES ('velib', CURRENT_TIMESTAMP(), CURRENT_TIMESTAMP(), '1', 'Pont "Neuf", é', 48.85, 2.34, 20)
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task GeoJson_StationsWithAndWithoutAPlace_AreFeatures()
    {
        var run = await ExportAsync("velib_latest_state_enriched", "geojson");

        using var document = JsonDocument.Parse(File.ReadAllText(run));
        var features = document.RootElement.GetProperty("features").EnumerateArray().ToDictionary(feature => feature.GetProperty("properties").GetProperty("station_id").GetString()!);
        features["1"].GetProperty("geometry").GetRawText().Should().Be("""{"type":"Point","coordinates":[2.34,48.85]}""");
        features["1"].GetProperty("properties").GetProperty("name").GetString().Should().Be("Pont \"Neuf\", é");
        features["1"].GetProperty("properties").GetProperty("num_bikes_available").GetInt32().Should().Be(7);
        features["1"].GetProperty("properties").GetProperty("num_docks_available").ValueKind.Should().Be(JsonValueKind.Null);
        features["2"].GetProperty("geometry").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public async Task Parquet_EveryTypeOfColumn_ReadsBack()
    {
        var file = await ExportAsync("velib_latest_state_enriched", "parquet");

        await using var reader = await ParquetReader.CreateAsync(file);
        var fields = reader.Schema.GetDataFields();
        fields.Select(field => field.Name).Should().Contain(["station_id", "event_ts", "num_bikes_available", "lat", "is_empty"]);
        fields.Single(field => field.Name == "num_bikes_available").ClrType.Should().Be<long>();
        fields.Single(field => field.Name == "lat").ClrType.Should().Be<double>();
        fields.Single(field => field.Name == "is_empty").ClrType.Should().Be<bool>();
        fields.Single(field => field.Name == "event_ts").ClrType.Should().Be<DateTime>();
        reader.RowGroupCount.Should().Be(1);
        using var group = reader.OpenRowGroupReader(0);
        var (ids, bikes, lats, times) = (new string[2], new long?[2], new double?[2], new DateTime?[2]);
        await group.ReadAsync(fields.Single(field => field.Name == "station_id"), ids);
        await group.ReadAsync<long>(fields.Single(field => field.Name == "num_bikes_available"), bikes);
        await group.ReadAsync<double>(fields.Single(field => field.Name == "lat"), lats);
        await group.ReadAsync<DateTime>(fields.Single(field => field.Name == "event_ts"), times);
        ids.Zip(bikes, lats).Should().BeEquivalentTo([("1", (long?)7, (double?)48.85), ("2", 0, null)]);
        times.Should().AllSatisfy(time => time!.Value.Should().BeCloseTo(TimeProvider.System.GetUtcNow().UtcDateTime, TimeSpan.FromMinutes(10)));
        File.Exists(file + ".part").Should().BeFalse();
    }

    [Fact]
    public async Task Csv_OfAMartAndACondition_HasItsRows()
    {
        var file = Path.Combine(_folder, "rows.csv");
        var run = await Pmpctl.RunAsync(_system.Environment, "export", "velib_latest_state", "--format", "csv", "--file", file, "--where", "num_bikes_available = 0");

        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Error);
        File.ReadAllLines(file).Should().HaveCount(2).And.Subject.First().Should().StartWith("system_id,station_id,");
    }

    [Theory]
    [InlineData("velib_lates_state", "csv", "there is no mart velib_lates_state")]
    [InlineData("velib_totals_hourly", "geojson", "have no place")]
    public async Task Export_ThatCannotBe_SaysWhyAndLeavesNoFile(string mart, string format, string why)
    {
        var file = Path.Combine(_folder, "x");
        var run = await Pmpctl.RunAsync(_system.Environment, "export", mart, "--format", format, "--file", file);

        (run.ExitCode, run.Error.Contains(why, StringComparison.Ordinal)).Should().Be((ExitCodes.Misused, true), run.Error);
        Directory.GetFiles(_folder).Should().BeEmpty();
    }

    [Fact]
    public async Task Export_IntoAFolderThatIsNotThere_IsRefused()
    {
        var run = await Pmpctl.RunAsync(_system.Environment, "export", "velib_latest_state", "--format", "csv", "--file", Path.Combine(_folder, "none", "x.csv"));

        run.ExitCode.Should().Be(ExitCodes.Misused);
        run.Error.Should().Contain("can't be written").And.Contain("--file");
    }

    private async Task<string> ExportAsync(string mart, string format)
    {
        var file = Path.Combine(_folder, $"{mart}.{format}");
        var run = await Pmpctl.RunAsync(_system.Environment, "export", mart, "--format", format, "--file", file);
        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Error);
        return file;
    }
}
