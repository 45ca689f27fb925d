using System.Text.Json.Nodes;
using PmpPulse.Curation.Tests.Support;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.Testing;

namespace PmpPulse.Curation.Tests;

/// <summary>Curation as a process: how it refuses to start, and how it stops.</summary>
[Trait("Category", "Slow")]
public sealed class ProcessTests
{
    private const string Program = "PmpPulse.Curation";

    [Fact]
    public async Task Run_SettingsWrong_ExitsWith2AndNamesEveryFault()
    {
        await using var child = ChildService.Start(Program, "--ENGINE=dataflow", "--MAX_OUTSTANDING_BYTES=1", "--PUSH_CONCURRENCY=x", "--ACK_DEADLINE=5s", "--GOOGLE_CLOUD_PROJECT=");
        (await child.ExitAsync()).Should().Be(ServiceProgram.Misconfigured);
        var text = string.Join('\n', child.Errors);
        text.Should().Contain("ENGINE").And.Contain("push or worker").And.Contain("MAX_OUTSTANDING_BYTES").And.Contain("PUSH_CONCURRENCY").And.Contain("ACK_DEADLINE").And.Contain("GOOGLE_CLOUD_PROJECT");
        text.Should().NotContain("   at ").And.NotContain("Exception");
    }

    [Fact]
    public async Task Run_Help_ExitsWith0AndListsEverySetting()
    {
        await using var child = ChildService.Start(Program, "--help");
        (await child.ExitAsync()).Should().Be(ServiceProgram.Succeeded);
        CurationService.Description.AllSettings.Should().OnlyContain(setting => string.Join('\n', child.Output).Contains(setting.Name));
    }

    [Fact]
    public async Task Worker_SigTermAmidMessages_StopsWithinTenSecondsAndNextWorkerFinishes()
    {
        await using var cloud = await Cloud.StartAsync();
        var stations = Enumerable.Range(0, 50).Select(id => $$"""{"station_id":{{id}}}""").ToArray();
        var now = TimeProvider.System.GetUtcNow();
        for (var number = 0; number < 100; number++) await cloud.PublishAsync(Messages.Envelope(Messages.Feed(stations), now.AddSeconds(-number), ingestTs: now));

        await using (var child = ChildService.Start(
            Program, "--ENGINE=worker", "--PORT=0", "--BIND_ADDRESS=127.0.0.1", $"--GOOGLE_CLOUD_PROJECT={Cloud.Project}",
            $"--PUBSUB_EMULATOR_HOST={cloud.Addresses.PubSub.Authority}", $"--BIGQUERY_EMULATOR_HOST={cloud.Addresses.BigQuery.Authority}"))
        {
            using var client = new HttpClient { BaseAddress = await child.AddressAsync() };
            (await client.GetStringAsync("/healthz")).Should().Contain("ok");
            await Eventually.IsTrueAsync(async () => await cloud.CountAsync("SELECT 1 AS one FROM pmp_curated.velib_station_status") >= 100);
            (await child.TerminateAsync(TimeSpan.FromSeconds(10))).Should().Be(ServiceProgram.Succeeded);
            child.Output.Should().NotBeEmpty().And.OnlyContain(line => JsonNode.Parse(line, null, default)!["severity"] != null);
        }

        await cloud.StartCurationAsync("--ENGINE=worker");
        await cloud.WaitForRowsAsync(5_000, "SELECT DISTINCT snapshot_id, station_id FROM pmp_curated.velib_station_status");
        (await cloud.CountAsync("SELECT 1 AS one FROM pmp_curated.velib_station_status")).Should().Be(5_000);
    }

    [Fact]
    public async Task Worker_OnAllAddresses_AnswersProbesToAnyHostName()
    {
        await using var cloud = await Cloud.StartAsync();
        await using var child = ChildService.Start(
            Program, "--ENGINE=worker", "--PORT=0", "--BIND_ADDRESS=0.0.0.0", $"--GOOGLE_CLOUD_PROJECT={Cloud.Project}",
            $"--PUBSUB_EMULATOR_HOST={cloud.Addresses.PubSub.Authority}", $"--BIGQUERY_EMULATOR_HOST={cloud.Addresses.BigQuery.Authority}");
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{(await child.AddressAsync()).Port}") };
        using var probe = new HttpRequestMessage(HttpMethod.Get, "/healthz") { Headers = { Host = "172.17.0.1:32768" } };

        using var answer = await client.SendAsync(probe);

        // a container's port is published under another number, on a host the program doesn't know
        answer.StatusCode.Should().Be(System.Net.HttpStatusCode.OK);
    }
}
