using System.Text.Json.Nodes;
using PmpPulse.Contracts;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.LocalCloud.Testing;
using PmpPulse.Warehouse;

namespace PmpPulse.Writer.Tests;

/// <summary>LocalCloud on free ports with all tables of the warehouse, read back through the REST API.</summary>
public sealed class Warehouse : IAsyncLifetime
{
    public const string Project = "test-project";

    private LocalCloudFixture _cloud = null!;
    private HttpClient _http = null!;

    /// <summary>The value of <c>BIGQUERY_EMULATOR_HOST</c> for a writer.</summary>
    public string Host => _cloud.Addresses.BigQuery.Authority;

    /// <summary>Host and port of LocalCloud's Pub/Sub.</summary>
    public string PubSubHost => _cloud.Addresses.PubSub.Authority;

    public async ValueTask InitializeAsync()
    {
        _cloud = await LocalCloudFixture.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri($"http://{Host}/bigquery/v2/projects/{Project}/") };
        using var clients = Clients();
        foreach (var dataset in WarehouseFiles.Tables.Select(table => table.Name.Dataset).Distinct())
            await clients.BigQuery.InsertDatasetAsync(dataset, new BigQueryDataset());
        foreach (var table in WarehouseFiles.Tables) await CreateAsync(table.Name);
    }

    /// <summary>Clients of this LocalCloud.</summary>
    public GoogleCloudClients Clients() => _cloud.Connect(Project);

    /// <summary>Creates a table of the warehouse.</summary>
    public async Task CreateAsync(TableName table)
    {
        using var clients = Clients();
        await clients.BigQuery.InsertTableAsync(table, WarehouseFiles.Table(table).ResourceJson);
    }

    /// <summary>All rows of a table: column names and values as in BigQuery's JSON.</summary>
    public async Task<IReadOnlyList<IReadOnlyDictionary<string, string?>>> RowsAsync(TableName table)
    {
        var path = $"datasets/{table.Dataset}/tables/{table.Table}";
        var resource = JsonNode.Parse(await _http.GetStringAsync(path))!;
        var names = resource["schema"]!["fields"]!.AsArray().Select(field => field!["name"]!.GetValue<string>()).ToList();
        var rows = new List<IReadOnlyDictionary<string, string?>>();
        for (var page = ""; page is not null;)
        {
            var data = JsonNode.Parse(await _http.GetStringAsync($"{path}/data?formatOptions.useInt64Timestamp=true&pageToken={page}"))!;
            rows.AddRange((data["rows"]?.AsArray() ?? []).Select(row =>
                names.Zip(row!["f"]!.AsArray()).ToDictionary(p => p.First, p => Text(p.Second!["v"]))));
            page = data["pageToken"]?.GetValue<string>();
        }

        return rows;
    }

    /// <summary>Deletes a table, so that appends to it fail.</summary>
    public async Task DropAsync(TableName table) =>
        (await _http.DeleteAsync($"datasets/{table.Dataset}/tables/{table.Table}")).EnsureSuccessStatusCode();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _cloud.DisposeAsync();
    }

    /// <summary>A repeated column's values, separated by spaces.</summary>
    private static string? Text(JsonNode? value) => value is JsonArray values ? string.Join(' ', values.Select(element => Text(element!["v"]))) : value?.GetValue<string>();
}
