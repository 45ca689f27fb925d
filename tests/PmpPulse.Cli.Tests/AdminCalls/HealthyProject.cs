using System.Globalization;
using PmpPulse.Operations.Refusals;
using PmpPulse.ScriptedGoogle;
using PmpPulse.Warehouse;

namespace PmpPulse.Cli.Tests.AdminCalls;

/// <summary>A project in which all of pmpctl's calls to Google succeed, so that only what a test breaks is broken.</summary>
internal static class HealthyProject
{
    private const string Scheduler = "/v1/projects/p/locations/europe-west1/jobs";
    private const string Run = "/v2/projects/p/locations/europe-west9";
    private const string Service = """
        {"name":"x","template":{"containers":[{"image":"curation:abc","env":[{"name":"OIDC_AUDIENCE","value":"https://curated.run.app"},
          {"name":"OIDC_EMAIL","value":"pubsub-push@p.iam.gserviceaccount.com"}]}]},"terminalCondition":{"state":"CONDITION_SUCCEEDED"}}
        """;

    public static void Arrange(ScriptedCloud cloud)
    {
        cloud.On("GET", Scheduler, 200, """{"jobs":[{"name":"a/velib-poll-every-minute","state":"ENABLED","schedule":"* * * * *"}]}""");
        foreach (var job in new[] { "/velib-poll-every-minute", "/pmp-velib-station-info-daily" })
        {
            var runs = 0;
            cloud.On("POST", $"{Scheduler}{job}:pause", 200, """{"name":"x","state":"PAUSED"}""");
            cloud.On("POST", $"{Scheduler}{job}:resume", 200, """{"name":"x","state":"ENABLED"}""");
            cloud.On("POST", $"{Scheduler}{job}:run", _ => (200, $$"""{"name":"x","userUpdateTime":"2026-11-25T10:0{{Interlocked.Increment(ref runs)}}:00Z"}"""));
            cloud.On("GET", $"{Scheduler}{job}", _ => (200, $$"""{"name":"x","state":"PAUSED","lastAttemptTime":"2026-11-25T10:0{{runs}}:00Z"}"""));
        }

        foreach (var service in new[] { "pmp-velib-collector", "pmp-velib-station-info-collector", "pmp-bq-writer", "pmp-velib-station-info-writer", "pmp-velib-curated" })
        {
            cloud.On("GET", $"{Run}/services/{service}", 200, Service);
        }

        cloud.On("GET", $"{Run}/workerPools/pmp-velib-curated", 200, """{"name":"x","scaling":{"manualInstanceCount":1}}""");
        cloud.On("PATCH", $"{Run}/workerPools/pmp-velib-curated", 200, """{"name":"projects/p/locations/europe-west9/operations/1"}""");
        cloud.On("GET", "/v3/projects/p/timeSeries", 200, "{}");
        cloud.On("POST", "/v2/entries:list", 200, "{}");
        cloud.On("GET", "/v3/projects/p", 200, """{"name":"projects/1","projectId":"p","state":"ACTIVE"}""");
        cloud.On("POST", "/v3/projects/p:testIamPermissions", body => (200, body));
        cloud.On("GET", "/v1/projects/p/services:batchGet", 200,
            $$"""{"services":[{{string.Join(',', Requirements.Apis.Select(api => $$"""{"name":"projects/1/services/{{api}}","state":"ENABLED"}"""))}}]}""");
        cloud.On("GET", "/quotaPreferences/pmp-bigquery-queries-per-day", 200, """{"quotaConfig":{"preferredValue":"33792","grantedValue":"33792"}}""");
        cloud.On("POST", "/upload/storage/v1/b/p-pmp-dataflow/o", 200, "{}");
        cloud.On("GET", "/queries/j", 200, Rows(""));
        cloud.On("POST", "/queries", body => (200, Rows(Query(body))));
        cloud.On("GET", "/datasets/pmp_marts/tables", 200, "{}");
        cloud.On("POST", "/datasets/pmp_marts/tables", body => (200, body));
        foreach (var table in WarehouseFiles.Tables) cloud.On("GET", $"/datasets/{table.Name.Dataset}/tables/{table.Name.Table}", 200, """{"numBytes":"1"}""");
        foreach (var mart in WarehouseFiles.Marts)
        {
            var view = System.Text.Json.Nodes.JsonValue.Create(mart.Query).ToJsonString();
            cloud.On("GET", $"/datasets/pmp_marts/tables/{mart.Name.Table}", 200, $$$"""{"{{{(mart.IsMaterialized ? "materializedView" : "view")}}}":{"query":{{{view}}}}}""");
            cloud.On("PATCH", $"/datasets/pmp_marts/tables/{mart.Name.Table}", 200, "{}");
            cloud.On("DELETE", $"/datasets/pmp_marts/tables/{mart.Name.Table}", 204, "");
        }
    }

    /// <summary>Queries that count get one row; queries that list, such as rule violations, get none.</summary>
    private static string Query(string body)
    {
        if (!body.Contains("AS newest", StringComparison.Ordinal) && !body.Contains("SELECT COUNT(*) AS", StringComparison.Ordinal) && !body.Contains("SELECT COUNTIF(", StringComparison.Ordinal)) return "";
        var now = (TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1000).ToString(CultureInfo.InvariantCulture);
        return $$"""{"f":[{"v":"42"},{"v":"0"},{"v":"7"},{"v":"{{now}}"},{"v":"{{now}}"},{"v":"{{now}}"}]}""";
    }

    private static string Rows(string row) => $$"""
        {"jobComplete":true,"totalRows":"{{(row.Length == 0 ? 0 : 1)}}","schema":{"fields":[{"name":"n","type":"INTEGER"},{"name":"drills","type":"INTEGER"},{"name":"stations","type":"INTEGER"},
          {"name":"last_event","type":"TIMESTAMP"},{"name":"last_poll","type":"TIMESTAMP"},{"name":"newest","type":"TIMESTAMP"}]},"rows":[{{row}}]}
        """;
}
