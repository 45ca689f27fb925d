using System.Globalization;
using System.IO.Compression;
using System.Text;
using PmpPulse.Cli.Tests.Support;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Import;

/// <summary>Recorded files through the whole system.</summary>
[Trait("Category", "Slow")]
public sealed class ImportTests : IAsyncLifetime
{
    private const int Snapshots = 12;

    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().AddDays(-2).ToUnixTimeSeconds());

    private readonly RunningSystem _system = new();
    private readonly TemporaryDirectory _folder = new();

    public ValueTask InitializeAsync() => _system.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Import_FilesInAnyOrder_ArriveOnceAtTheirOwnTimes()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "later", "still"));
        for (var i = 0; i < Snapshots; i++)
        {
            var body = Status(Start.AddMinutes(i), i);
            // the names say nothing of the order
            Write(i % 3 == 0 ? $"later/still/{97 - i}-station_status.json.gz" : $"{97 - i}.station_status.json", body, i % 2 == 0);
        }

        Write("copy-station_status.json", Status(Start, 0), gzipped: false);
        Write("cut-station_status.json", Status(Start.AddMinutes(50), 50)[..^60], gzipped: false);
        Write("page-station_status.json", "<html>maintenance</html>", gzipped: false);
        Write("old-station_status.json", Status(Start.AddDays(-40), 1), gzipped: false);
        Write("station_information.json", $$$"""{"last_updated":{{{Start.ToUnixTimeSeconds()}}},"data":{"stations":[{"station_id":1,"name":"Pont Neuf","lat":48.85,"lon":2.34,"capacity":9}]}}""", gzipped: false);

        var dry = await Pmpctl.RunAsync(_system.Environment, "import", _folder, "--dry-run", "--output", "json");
        (await CountAsync("pmp_curated.velib_station_status")).Should().Be(0);
        var first = await Pmpctl.RunAsync(_system.Environment, "import", _folder, "--output", "json");
        var second = await Pmpctl.RunAsync(_system.Environment, "import", _folder, "--output", "json");

        first.ExitCode.Should().Be(ExitCodes.Found, "two files can't be imported");
        Counts(dry).Should().Be((16, Snapshots + 1, 0, 1, 2, 0, 0));
        Counts(first).Should().Be((16, Snapshots + 1, 0, 1, 2, 0, 0));
        Counts(second).Should().Be((16, 0, Snapshots + 1, 1, 2, 0, 0));
        first.Output.Should().Contain("page-station_status.json").And.Contain("RETENTION=0s");
        (await CountAsync("pmp_raw.velib_station_status_raw")).Should().Be(Snapshots + 1);
        (await CountAsync("pmp_curated.velib_station_information")).Should().Be(1);
        (await CountAsync("pmp_curated.velib_station_status WHERE event_ts = ingest_ts")).Should().BeGreaterThanOrEqualTo(2 * Snapshots);
        var rows = await _system.Clients.BigQuery.QueryAsync(new BigQueryQuery("SELECT num_bikes_available AS bikes FROM pmp_curated.velib_station_status WHERE station_id = '1' ORDER BY ingest_ts LIMIT 12"), TestContext.Current.CancellationToken);
        var bikes = new List<long>();
        await foreach (var row in rows.ReadRowsAsync(TestContext.Current.CancellationToken)) bikes.Add(row.GetInt64("bikes"));
        bikes.Should().Equal(Enumerable.Range(0, Snapshots).Select(i => (long)i));
    }

    [Fact]
    public async Task Import_WhatCannotBeOne_IsRefusedWithTheReason()
    {
        var missing = await Pmpctl.RunAsync(_system.Environment, "import", Path.Combine(_folder, "none"));
        var empty = await Pmpctl.RunAsync(_system.Environment, "import", _folder);
        Write("station_status.json", Status(Start, 0), gzipped: false);
        Write("system_information.json", """{"data":{"system_id":"lyon"}}""", gzipped: false);
        var foreign = await Pmpctl.RunAsync(_system.Environment, "import", _folder);

        new[] { missing.ExitCode, empty.ExitCode, foreign.ExitCode }.Should().AllBeEquivalentTo(ExitCodes.Misused);
        missing.Error.Should().Contain("there is no folder");
        empty.Error.Should().Contain("station_information").And.Contain(".json.gz");
        foreign.Error.Should().Contain("FEED_SOURCE=lyon");
    }

    [Fact]
    public async Task Import_WhatIsNoFile_IsSkippedAndLinksToFoldersAreNotEntered()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no named pipes in folders on Windows.");
        Write("station_status.json", Status(Start, 3), gzipped: false);
        Write("empty-station_status.json", "", gzipped: false);
        Directory.CreateDirectory(Path.Combine(_folder, "folder-station_status.json"));
        using (var make = System.Diagnostics.Process.Start("mkfifo", Path.Combine(_folder, "pipe-station_status.json"))) await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(Path.Combine(_folder, "zero-station_status.json"), "/dev/zero");
        File.CreateSymbolicLink(Path.Combine(_folder, "linked-station_status.json"), Path.Combine(_folder, "station_status.json"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "loop"), _folder);
        Directory.CreateSymbolicLink(Path.Combine(_folder, "other"), _folder);
        await using (var large = File.Create(Path.Combine(_folder, "large-station_status.json"))) large.SetLength(1L << 33);

        var run = await Pmpctl.RunAsync(_system.Environment, "import", _folder, "--dry-run", "--output", "json");

        Counts(run).Should().Be((6, 1, 0, 1, 4, 0, 0));
        run.Output.Should().Contain("no bytes").And.Contain("at most 18000000 are read");
    }

    private static string Status(DateTimeOffset at, int bikes) => string.Create(CultureInfo.InvariantCulture,
        $$$"""{"last_updated":{{{at.ToUnixTimeSeconds()}}},"data":{"stations":[{"station_id":1,"num_bikes_available":{{{bikes}}},"num_docks_available":3,"is_installed":1,"is_renting":1,"is_returning":1},{"station_id":2,"num_bikes_available":{{{bikes}}},"num_docks_available":5}]}}""");

    private static (int, int, int, int, int, int, int) Counts(PmpctlRun run)
    {
        var feed = run.Json["feeds"]!.AsArray().Single(feed => feed!["feed"]!.GetValue<string>() == Velib.Status.Id)!;
        int Of(string name) => feed[name]!.GetValue<int>();
        return (Of("files"), Of("published"), Of("present"), Of("repeated"), Of("skipped"), Of("failed"), Of("missing"));
    }

    private void Write(string name, string body, bool gzipped)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var file = File.Create(Path.Combine(_folder, name));
        if (!gzipped)
        {
            file.Write(bytes);
            return;
        }

        using var gzip = new GZipStream(file, CompressionLevel.Fastest);
        gzip.Write(bytes);
    }

    private async Task<long> CountAsync(string table)
    {
        var results = await _system.Clients.BigQuery.QueryAsync(new BigQueryQuery($"SELECT COUNT(*) AS n FROM {table}"), TestContext.Current.CancellationToken);
        await foreach (var row in results.ReadRowsAsync(TestContext.Current.CancellationToken)) return row.GetInt64("n");
        return -1;
    }
}
