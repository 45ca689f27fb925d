using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using PmpPulse.Dashboard.Tests.Support;

namespace PmpPulse.Dashboard.Tests.Api;

/// <summary>The OpenAPI document describes the answers as they are: no member more, none fewer.</summary>
public sealed class OpenApiTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Document_EveryJsonAnswer_HasTheMembersItDescribes()
    {
        await using var server = await DashboardServer.StartAsync(new FakeTimeProvider(Start));
        MadeUpCity.Fill(server.Warehouse, Start, stations: 30);
        FillRest(server.Warehouse);
        var document = await server.GetAsync("/api/openapi.json");
        var checkedPaths = new List<string>();

        foreach (var (path, operations) in document["paths"]!.AsObject())
        {
            if (operations!["get"]!["responses"]!["200"]!["content"]!["application/json"]?["schema"] is not { } schema) continue;
            Check(document, schema, await server.GetAsync(path.Replace("{id}", "20000", StringComparison.Ordinal)), path);
            checkedPaths.Add(path);
        }

        checkedPaths.Should().HaveCount(8);
    }

    private static void Check(JsonNode document, JsonNode schema, JsonNode? value, string where)
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            Check(document, document["components"]!["schemas"]![reference.Split('/')[^1]]!, value, where);
            return;
        }

        if (schema["oneOf"] is JsonArray choices)
        {
            if (value is not null) Check(document, choices[0]!, value, where);
            return;
        }

        string[] types = schema["type"] is JsonArray several ? [.. several.Select(type => (string)type!)] : [(string)schema["type"]!];
        // every integer is a number
        types.Should().Contain(type => type == TypeOf(value) || (type == "number" && TypeOf(value) == "integer"), where);
        if (value is JsonObject found)
        {
            found.Select(member => member.Key).Should().BeEquivalentTo(schema["properties"]!.AsObject().Select(member => member.Key), where);
            foreach (var (name, member) in found) Check(document, schema["properties"]![name]!, member, $"{where}.{name}");
        }
        else if (value is JsonArray elements)
        {
            foreach (var element in elements.Take(5)) Check(document, schema["items"]!, element, where + "[]");
        }
    }

    private static string TypeOf(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "object",
        JsonArray => "array",
        _ when value.GetValueKind() == System.Text.Json.JsonValueKind.String => "string",
        _ when value.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => "boolean",
        _ => value.ToJsonString().Contains('.', StringComparison.Ordinal) ? "number" : "integer",
    };

    private static void FillRest(FakeWarehouse warehouse)
    {
        const string Id = "20000";
        warehouse.Marts["gbfs_station_flow_latest"] = [new Dictionary<string, object?> { ["station_id"] = Id, ["change_15m"] = 1, ["change_30m"] = -2, ["change_60m"] = 3 }];
        warehouse.Marts["gbfs_station_health"] = [new Dictionary<string, object?> { ["station_id"] = Id, ["state"] = "blocked", ["since_ts"] = Start, ["reason"] = "because" }];
        warehouse.Marts["gbfs_station_chance"] = [new Dictionary<string, object?> { ["station_id"] = Id, ["chance_bike_15m"] = 0.75, ["chance_bike_30m"] = 0.5, ["chance_dock_15m"] = 0.25, ["chance_dock_30m"] = 0.125 }];
        warehouse.Marts["gbfs_forecast_score"] = [new Dictionary<string, object?> { ["minutes"] = 15, ["forecasts"] = 100, ["hits"] = 91, ["hit_rate"] = 0.91, ["brier"] = 0.07 }];
        warehouse.Marts["gbfs_station_areas"] = [new Dictionary<string, object?> { ["station_id"] = Id, ["area_id"] = "11", ["area_name"] = "11e", ["area_source"] = "code" }];
        warehouse.Marts["gbfs_station_usual"] = [Usual(new() { ["station_id"] = Id, ["docks_median"] = 9.5, ["chance_1_bike"] = 0.9, ["chance_1_dock"] = 0.8, ["weeks"] = 8 })];
        warehouse.Marts["gbfs_city_usual"] = [Usual(new() { ["empty_median"] = 7.5, ["full_median"] = 2.5 })];
        warehouse.Marts["velib_station_windows_15m" + FakeWarehouse.Grouped] =
            [new Dictionary<string, object?> { ["station_id"] = Id, ["minutes_observed"] = 10_000.5, ["minutes_empty"] = 300.25, ["minutes_full"] = 20.5, ["bikes_departed"] = 70, ["bikes_arrived"] = 71 }];
        warehouse.Marts["gbfs_data_quality_daily"] =
        [
            new Dictionary<string, object?>
            {
                ["day"] = "2026-03-02", ["polls_expected"] = 500, ["polls_seen"] = 499, ["coverage"] = 0.998, ["publication_age_seconds_median"] = 31.5, ["content_age_seconds_median"] = 900.5,
                ["mute_stations"] = 3, ["flagged_rows"] = 4, ["dead_letters"] = 4, ["dead_letters_by_stage"] = "parse 3, append 1",
            },
        ];
    }

    // Monday, 08:00 in Paris
    private static Dictionary<string, object?> Usual(Dictionary<string, object?> more) =>
        new(more) { ["weekday"] = 1, ["hour"] = 8, ["bikes_p25"] = 3.5, ["bikes_median"] = 5.5, ["bikes_p75"] = 8.25 };
}
