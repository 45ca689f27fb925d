using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PmpPulse.Contracts.Topology;
using PmpPulse.Testing;

namespace PmpPulse.Dashboard.Tests.Browser;

/// <summary>What the page says of a simulated week, computed again from the raw payloads alone.</summary>
[Trait("Category", "Slow")]
public sealed class SimulatedWeekTests
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    private static readonly string[] FreePorts =
    [
        .. new[] { "DASHBOARD_PORT", "PUBSUB_PORT", "BIGQUERY_PORT", "SCHEDULER_PORT", "SIMULATOR_PORT" }.Concat(FeedTopology.Default.SelectMany(FeedPort.AllOf).Select(port => port.Setting))
            .Select(name => $"--{name}=0"),
    ];

    [Fact]
    public async Task Figures_OfADayAndAWeek_AreThoseOfTheRawPayloads()
    {
        using var directory = new TemporaryDirectory();
        await using var up = ChildService.Start("PmpPulse.Local", ["up", "--FEED=sim", "--HISTORY=7d", "--POLL=1d", $"--DATA_DIR={directory.Path}", .. FreePorts]);
        var file = Path.Combine(directory.Path, "endpoints.json");
        var addresses = await Eventually.FindAsync(async () => File.Exists(file) ? JsonNode.Parse(await File.ReadAllTextAsync(file)) : null);
        using var page = new HttpClient { BaseAddress = new Uri((string)addresses["dashboard"]!) };
        using var bigQuery = new HttpClient { BaseAddress = new Uri((string)addresses["big_query"]!) };
        await Eventually.IsTrueAsync(() => up.Output.Any(line => line.Contains("what went through", StringComparison.Ordinal)), () => string.Join('\n', up.Output.TakeLast(5)));
        // an ordinary station that was empty at times
        var id = (await RowsAsync(bigQuery, """
            SELECT station_id FROM pmp_marts.velib_station_windows_15m GROUP BY station_id
            HAVING SUM(minutes_empty) BETWEEN 60 AND 3000 AND SUM(minutes_closed) = 0 ORDER BY station_id LIMIT 1
            """)).Single()[0]!;
        var (raw, totals) = await ReadRawAsync(bigQuery, id);

        var detail = await Eventually.FindAsync(async () => await GetAsync(page, $"/api/stations/{id}") is { } found && found["week"] is not null && found["slot_ts"]!.AsArray().Count > 90 ? found : null);

        var slots = detail["slot_ts"]!.AsArray().Select(start => start!.GetValue<DateTimeOffset>()).ToList();
        for (var i = 0; i < slots.Count; i++)
        {
            // what was last published by the quarter's end still holds, for a quarter of an hour
            var last = raw.LastOrDefault(row => row.At < slots[i] + Quarter && row.At > slots[i] - Quarter);
            if (last != default && detail["bikes"]![i] is { } bikes) bikes.GetValue<long>().Should().Be(last.Bikes, $"in the quarter of {slots[i]:u}");
        }

        var week = Minutes(raw, raw[^1].At - TimeSpan.FromDays(7));
        detail["week"]!["minutes_empty"]!.GetValue<double>().Should().BeApproximately(week.Empty, week.Empty * 0.02, "quarters at the ends of the seven days are counted whole");
        detail["week"]!["minutes_observed"]!.GetValue<double>().Should().BeApproximately(week.Observed, week.Observed * 0.02);

        var day = (await GetAsync(page, "/api/city"))!["day"]!;
        var times = day["event_ts"]!.AsArray();
        times.Should().HaveCountGreaterThan(90);
        for (var i = 0; i < times.Count; i++) day["bikes"]![i]!.GetValue<long>().Should().Be(totals[times[i]!.GetValue<DateTimeOffset>().ToUnixTimeSeconds()]);
    }

    /// <summary>An observation holds until the next one, and a quarter of an hour at most.</summary>
    private static (double Empty, double Observed) Minutes(List<(DateTimeOffset At, long Bikes)> raw, DateTimeOffset from)
    {
        double empty = 0, observed = 0;
        for (var i = 0; i < raw.Count - 1; i++)
        {
            if (raw[i].At < from) continue;
            var held = Math.Min((raw[i + 1].At - raw[i].At).TotalMinutes, Quarter.TotalMinutes);
            observed += held;
            if (raw[i].Bikes == 0) empty += held;
        }

        return (empty, observed);
    }

    /// <summary>A station's bikes at every publication, and the usable bikes of all stations; payloads are read some hours at a time.</summary>
    private static async Task<(List<(DateTimeOffset At, long Bikes)> Station, Dictionary<long, long> Totals)> ReadRawAsync(HttpClient bigQuery, string id)
    {
        var (station, totals) = (new SortedDictionary<long, long>(), new Dictionary<long, long>());
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        for (var from = now - (174 * 3600); from < now; from += 6 * 3600)
        {
            var rows = await RowsAsync(bigQuery, $"""
                SELECT UNIX_SECONDS(event_ts), TO_JSON_STRING(payload) FROM pmp_raw.velib_station_status_raw
                WHERE event_ts >= TIMESTAMP_SECONDS({from}) AND event_ts < TIMESTAMP_SECONDS({from + (6 * 3600)})
                """);
            foreach (var row in rows)
            {
                using var payload = JsonDocument.Parse(row[1]!);
                long sum = 0;
                foreach (var element in payload.RootElement.GetProperty("data").GetProperty("stations").EnumerateArray())
                {
                    var bikes = element.GetProperty("num_bikes_available").GetInt64();
                    if (element.GetProperty("is_installed").GetInt32() == 1 && element.GetProperty("is_renting").GetInt32() == 1) sum += bikes;
                    if (element.GetProperty("station_id").GetRawText() == id) station[Number(row[0])] = bikes;
                }

                totals[Number(row[0])] = sum;
            }
        }

        return ([.. station.Select(pair => (DateTimeOffset.FromUnixTimeSeconds(pair.Key), pair.Value))], totals);
    }

    private static long Number(string? text) => long.Parse(text!, CultureInfo.InvariantCulture);

    private static async Task<JsonNode?> GetAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        return response.IsSuccessStatusCode ? JsonNode.Parse(await response.Content.ReadAsStringAsync()) : null;
    }

    private static async Task<IReadOnlyList<string?[]>> RowsAsync(HttpClient client, string sql)
    {
        using var body = new StringContent(new JsonObject { ["query"] = sql, ["useLegacySql"] = false, ["timeoutMs"] = 200_000, ["maxResults"] = 10_000 }.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("bigquery/v2/projects/pmp-local/queries", body);
        var answer = await ReadAsync(response);
        var rows = new List<string?[]>();
        for (var page = answer; ; page = await ReadAsync(await client.GetAsync($"bigquery/v2/projects/pmp-local/queries/{answer["jobReference"]!["jobId"]}?pageToken={Uri.EscapeDataString((string)page["pageToken"]!)}")))
        {
            rows.AddRange(page["rows"]?.AsArray().Select(row => row!["f"]!.AsArray().Select(cell => (string?)cell!["v"]).ToArray()) ?? []);
            if (page["pageToken"] is null) return rows;
        }
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.Should().BeTrue(text);
        return JsonNode.Parse(text)!;
    }
}
