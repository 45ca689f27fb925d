using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Cloud.BigQuery.Storage.V1;
using Grpc.Net.Client;
using PmpPulse.LocalCloud.Testing;

namespace PmpPulse.LocalCloud.Tests.BigQuery;

/// <summary>
/// A test's own project on a shared LocalCloud, used through its BigQuery port only; or the test's own LocalCloud, if the test stops and
/// starts it.
/// </summary>
public sealed class BigQueryHost : IAsyncDisposable
{
    private readonly LocalCloudFixture? _own;
    private readonly GrpcChannel _channel;

    private BigQueryHost(Uri address, LocalCloudFixture? own, string project)
    {
        _own = own;
        Project = project;
        Address = address;
        Http = new HttpClient { BaseAddress = new Uri(Address, $"bigquery/v2/projects/{Project}/") };
        _channel = GrpcChannel.ForAddress(Address, new GrpcChannelOptions { MaxReceiveMessageSize = null });
        Storage = new BigQueryWrite.BigQueryWriteClient(_channel);
    }

    public string Project { get; }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public BigQueryWrite.BigQueryWriteClient Storage { get; }

    /// <summary>A fresh project on the shared LocalCloud.</summary>
    public static async Task<BigQueryHost> StartAsync() =>
        new(await SharedLocalCloud.AddressAsync(), null, $"p-{Guid.NewGuid():N}");

    /// <summary>The test's own LocalCloud over an existing or new data directory.</summary>
    public static async Task<BigQueryHost> StartAsync(string dataDirectory, string project)
    {
        var cloud = await LocalCloudFixture.StartAsync(dataDirectory);
        return new BigQueryHost(cloud.Addresses.BigQuery, cloud, project);
    }

    /// <summary>A client of a LocalCloud that runs elsewhere.</summary>
    public static BigQueryHost Connect(Uri address, string project) => new(address, null, project);

    public string TableName(string dataset, string table) => $"projects/{Project}/datasets/{dataset}/tables/{table}";

    public async Task<JsonNode> SendAsync(HttpMethod method, string path, string? body = null, HttpStatusCode expected = HttpStatusCode.OK, string? ifMatch = null)
    {
        var (status, json) = await TrySendAsync(method, path, body, ifMatch);
        status.Should().Be(expected, "the answer was {0}", json?.ToJsonString());
        return json ?? new JsonObject();
    }

    public async Task<(HttpStatusCode Status, JsonNode? Body)> TrySendAsync(HttpMethod method, string path, string? body = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public Task<JsonNode> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK) => SendAsync(HttpMethod.Get, path, null, expected);

    public Task<JsonNode> PostAsync(string path, string body, HttpStatusCode expected = HttpStatusCode.OK) =>
        SendAsync(HttpMethod.Post, path, body, expected);

    /// <summary>Creates a dataset and a table in it with the given columns.</summary>
    public async Task CreateTableAsync(string dataset, string table, string fields)
    {
        var (status, _) = await TrySendAsync(HttpMethod.Post, "datasets", $$$"""{"datasetReference":{"datasetId":"{{{dataset}}}"}}""");
        status.Should().BeOneOf(HttpStatusCode.OK, HttpStatusCode.Conflict);
        await PostAsync(
            $"datasets/{dataset}/tables",
            $$$"""{"tableReference":{"projectId":"{{{Project}}}","datasetId":"{{{dataset}}}","tableId":"{{{table}}}"},"schema":{"fields":{{{fields}}}}}""");
    }

    public async Task<JsonNode> QueryAsync(string sql, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var (status, answer) = await TryQueryAsync(sql);
        status.Should().Be(expected, "the answer was {0}", answer?.ToJsonString());
        return answer ?? new JsonObject();
    }

    /// <summary>The answer of a query that is complete, however long that takes: the first answer of a slow one has no rows and no error.</summary>
    public async Task<(HttpStatusCode Status, JsonNode? Body)> TryQueryAsync(string sql)
    {
        var (status, answer) = await TrySendAsync(HttpMethod.Post, "queries", new JsonObject { ["query"] = sql, ["useLegacySql"] = false }.ToJsonString());
        while (status == HttpStatusCode.OK && answer?["jobComplete"]?.GetValue<bool>() == false)
        {
            (status, answer) = await TrySendAsync(HttpMethod.Get, $"queries/{answer["jobReference"]!["jobId"]}");
        }

        return (status, answer);
    }

    /// <summary>The table's rows from tabledata.list: one line per row, raw cells.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(string dataset, string table)
    {
        var list = await GetAsync($"datasets/{dataset}/tables/{table}/data");
        return [.. (list["rows"]?.AsArray() ?? []).Select(row => Line(row!))];
    }

    public static string Line(JsonNode row) =>
        string.Join("|", row["f"]!.AsArray().Select(cell => cell!["v"]?.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) ?? "null"));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _channel.Dispose();
        if (_own is null)
            return;
        await _own.DisposeAsync();
    }
}
