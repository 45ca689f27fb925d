using System.Diagnostics;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.BigQuery;

/// <summary>Google's bq command-line tool against LocalCloud; skipped if it isn't installed.</summary>
[Trait("Category", "Slow")]
public sealed class BqToolTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _home = new();
    private BigQueryHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await BigQueryHost.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task Bq_MakeFillListShowHeadQuery_Works()
    {
        (await BqAsync("mk", "shop")).Should().Contain($"Dataset '{_host.Project}:shop' successfully created.");
        await BqAsync("mk", "--table", "shop.items", "id:INT64,name:STRING,at:TIMESTAMP");
        var rows = Path.Combine(_home, "rows.json");
        await File.WriteAllTextAsync(rows, """{"id":1,"name":"bike","at":"2025-10-18T09:09:16Z"}""");
        await BqAsync("insert", "shop.items", rows);

        (await BqAsync("ls", "shop")).Should().Contain("items").And.Contain("TABLE");
        (await BqAsync("show", "shop.items")).Should().Contain("- id: integer").And.Contain("- at: timestamp");
        (await BqAsync("head", "shop.items")).Should().Contain("bike").And.Contain("2025-10-18 09:09:16");
        (await BqAsync("--format=csv", "query", "--use_legacy_sql=false", "--parameter=who:STRING:bike", "SELECT name, id + 1 AS next FROM shop.items WHERE name = @who")).Should().Contain("name,next").And.Contain("bike,2");
        (await BqAsync("query", "--use_legacy_sql=false", "SELECT nope FROM shop.items")).Should().Contain("Unrecognized name: nope");
        (await BqAsync("rm", "-r", "-f", "shop")).Should().BeEmpty();
        (await BqAsync("ls")).Should().NotContain("shop");
    }

    private async Task<string> BqAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("bq") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] all = ["--oauth_access_token=x", "--api", _host.Address.AbsoluteUri.TrimEnd('/'), $"--project_id={_host.Project}", .. arguments];
        foreach (var argument in all)
            start.ArgumentList.Add(argument);
        // bq keeps settings in the home directory, so the test has its own
        start.Environment["HOME"] = _home;
        start.Environment["CLOUDSDK_CONFIG"] = _home;
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("Google's bq is not installed");
            throw;
        }

        using (process)
        {
            var error = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return output + await error;
        }
    }
}
