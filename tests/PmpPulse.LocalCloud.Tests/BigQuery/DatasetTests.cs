using System.Net;

namespace PmpPulse.LocalCloud.Tests.BigQuery;

public sealed class DatasetTests : IAsyncLifetime
{
    private BigQueryHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await BigQueryHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Insert_New_DescribesItAsGoogleDoes()
    {
        var dataset = await InsertAsync("pmp_raw", ""","description":"raw","labels":{"a":"b"},"location":"europe-west9" """);

        dataset["kind"]!.GetValue<string>().Should().Be("bigquery#dataset");
        dataset["id"]!.GetValue<string>().Should().Be($"{_host.Project}:pmp_raw");
        dataset["location"]!.GetValue<string>().Should().Be("europe-west9");
        dataset["labels"]!["a"]!.GetValue<string>().Should().Be("b");
        dataset["creationTime"]!.GetValue<string>().Should().NotBeEmpty();
        (await _host.GetAsync("datasets/pmp_raw")).ToJsonString().Should().Be(dataset.ToJsonString());
    }

    [Fact]
    public async Task Insert_Twice_IsDuplicate()
    {
        await InsertAsync("d");

        var error = await _host.PostAsync("datasets", """{"datasetReference":{"datasetId":"d"}}""", HttpStatusCode.Conflict);

        error.Should().BeError(409, "duplicate", "ALREADY_EXISTS", $"Already Exists: Dataset {_host.Project}:d");
    }

    [Fact]
    public async Task Insert_NamesThatDifferByCase_AreTwoDatasets()
    {
        await InsertAsync("d");
        await InsertAsync("D");

        var list = await _host.GetAsync("datasets");

        list["datasets"]!.AsArray().Select(item => item!["datasetReference"]!["datasetId"]!.GetValue<string>()).Should().Equal("D", "d");
    }

    [Theory]
    [InlineData("""{"datasetReference":{"datasetId":"with-dash"}}""", 400, "invalid")]
    [InlineData("""{"datasetReference":{}}""", 400, "invalid")]
    [InlineData("""{"datasetReference":{"datasetId":"d"},"defaultTableExpirationMs":"3600000"}""", 501, "notImplemented")]
    [InlineData("""{"datasetReference":{"datasetId":"d"},"nonsense":1}""", 501, "notImplemented")]
    [InlineData("""{"datasetReference":5}""", 400, "parseError")]
    [InlineData("""{""", 400, "parseError")]
    [InlineData("""null""", 400, "invalid")]
    public async Task Insert_BadBody_IsRefused(string body, int code, string reason)
    {
        var error = await _host.PostAsync("datasets", body, (HttpStatusCode)code);

        error["error"]!["errors"]![0]!["reason"]!.GetValue<string>().Should().Be(reason);
    }

    [Fact]
    public async Task Get_Unknown_IsNotFound() =>
        (await _host.GetAsync("datasets/none", HttpStatusCode.NotFound))
            .Should().BeError(404, "notFound", "NOT_FOUND", $"Not found: Dataset {_host.Project}:none");

    [Fact]
    public async Task List_InPages_ReturnsAllOnce()
    {
        foreach (var id in new[] { "a", "b", "c", "d", "e" })
            await InsertAsync(id);

        var ids = new List<string>();
        string? token = null;
        do
        {
            var page = await _host.GetAsync($"datasets?maxResults=2{(token is null ? "" : $"&pageToken={Uri.EscapeDataString(token)}")}");
            ids.AddRange(page["datasets"]!.AsArray().Select(item => item!["datasetReference"]!["datasetId"]!.GetValue<string>()));
            token = page["nextPageToken"]?.GetValue<string>();
        }
        while (token is not null);

        ids.Should().Equal("a", "b", "c", "d", "e");
        (await _host.GetAsync("datasets?pageToken=junk", HttpStatusCode.BadRequest)).Should().BeError(400, "invalid", "INVALID_ARGUMENT", null);
    }

    [Fact]
    public async Task PatchAndUpdate_UnnamedFields_AreKeptOnlyByPatch()
    {
        await InsertAsync("d", ""","description":"old","labels":{"a":"1","b":"2"} """);

        var patched = await _host.SendAsync(HttpMethod.Patch, "datasets/d", """{"friendlyName":"F","labels":{"a":null}}""");
        var updated = await _host.SendAsync(HttpMethod.Put, "datasets/d", """{"friendlyName":"G"}""");

        patched["description"]!.GetValue<string>().Should().Be("old");
        patched["labels"]!.ToJsonString().Should().Be("""{"b":"2"}""");
        updated["description"].Should().BeNull();
        updated["etag"]!.GetValue<string>().Should().NotBe(patched["etag"]!.GetValue<string>());
    }

    [Fact]
    public async Task Patch_WithStaleETag_IsConditionNotMet()
    {
        var etag = (await InsertAsync("d"))["etag"]!.GetValue<string>();
        await _host.SendAsync(HttpMethod.Patch, "datasets/d", """{"description":"1"}""", ifMatch: etag);

        var (status, error) = await _host.TrySendAsync(HttpMethod.Patch, "datasets/d", """{"description":"2"}""", etag);

        status.Should().Be(HttpStatusCode.PreconditionFailed);
        error!.Should().BeError(412, "conditionNotMet", "FAILED_PRECONDITION", null);
    }

    [Fact]
    public async Task Delete_WithTables_NeedsDeleteContents()
    {
        await _host.CreateTableAsync("d", "t", """[{"name":"a","type":"INT64"}]""");

        var error = await _host.SendAsync(HttpMethod.Delete, "datasets/d", expected: HttpStatusCode.BadRequest);
        await _host.SendAsync(HttpMethod.Delete, "datasets/d?deleteContents=true", expected: HttpStatusCode.NoContent);

        error.Should().BeError(400, "resourceInUse", "INVALID_ARGUMENT", null);
        await _host.GetAsync("datasets/d", HttpStatusCode.NotFound);
        await _host.GetAsync("datasets/d/tables/t", HttpStatusCode.NotFound);
        await _host.CreateTableAsync("d", "t", """[{"name":"b","type":"STRING"}]""");
    }

    private Task<System.Text.Json.Nodes.JsonNode> InsertAsync(string id, string more = "") =>
        _host.PostAsync("datasets", $$"""{"datasetReference":{"datasetId":"{{id}}"}{{more}}}""");
}
