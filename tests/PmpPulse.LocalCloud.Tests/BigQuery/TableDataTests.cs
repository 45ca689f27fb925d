using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace PmpPulse.LocalCloud.Tests.BigQuery;

public sealed class TableDataTests : IAsyncLifetime
{
    private BigQueryHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await BigQueryHost.StartAsync();
        await _host.CreateTableAsync("d", "t", """[{"name":"a","type":"INT64","mode":"REQUIRED"},{"name":"b","type":"STRING"},{"name":"c","type":"TIMESTAMP"}]""");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task List_InPages_ReturnsRowsInOrderOfInsertion()
    {
        await InsertAsync([.. Enumerable.Range(0, 25).Select(i => $$$"""{"json":{"a":{{{i}}}}}""")]);

        var first = await _host.GetAsync("datasets/d/tables/t/data?maxResults=10");
        var second = await _host.GetAsync($"datasets/d/tables/t/data?maxResults=10&pageToken={Uri.EscapeDataString(first["pageToken"]!.GetValue<string>())}");
        var last = await _host.GetAsync("datasets/d/tables/t/data?startIndex=20&maxResults=10");

        first["totalRows"]!.GetValue<string>().Should().Be("25");
        var all = new[] { first, second, last }.SelectMany(page => page["rows"]!.AsArray()).Select(row => row!["f"]![0]!["v"]!.GetValue<string>());
        all.Should().Equal(Enumerable.Range(0, 25).Select(i => i.ToString(CultureInfo.InvariantCulture)));
        last["pageToken"].Should().BeNull();
    }

    [Fact]
    public async Task List_SelectedFields_ReturnsOnlyThose()
    {
        await InsertAsync("""{"json":{"a":1,"b":"x","c":"2025-10-18T09:09:16Z"}}""");

        var page = await _host.GetAsync("datasets/d/tables/t/data?selectedFields=c,a&formatOptions.useInt64Timestamp=true");

        BigQueryHost.Line(page["rows"]![0]!).Should().Be("\"1\"|\"1760778556000000\"");
        await _host.GetAsync("datasets/d/tables/t/data?selectedFields=none", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task List_Timestamps_AreSecondsInScientificNotation()
    {
        await InsertAsync("""{"json":{"a":1,"c":"2025-10-18 09:09:16.123456+00:00"}}""", """{"json":{"a":2,"c":1760778556.5}}""", """{"json":{"a":3,"c":"1969-12-31T23:59:59.5Z"}}""");

        var rows = (await _host.GetAsync("datasets/d/tables/t/data?selectedFields=c"))["rows"]!.AsArray();

        rows.Select(row => BigQueryHost.Line(row!)).Should().Equal("\"1.760778556123456E9\"", "\"1.7607785565E9\"", "\"-0.5\"");
    }

    [Fact]
    public async Task InsertAll_OneBadRow_RejectsTheOthers()
    {
        var response = await InsertAsync("""{"json":{"a":1}}""", """{"json":{"a":"many"}}""", """{"json":{"b":"no a"}}""", """{"json":{"a":4,"zz":1}}""");

        response["insertErrors"]!.AsArray().Select(error => $"{error!["index"]} {error["errors"]![0]!["reason"]} {error["errors"]![0]!["location"]}")
            .Should().Equal("0 stopped ", "1 invalid a", "2 invalid a", "3 invalid zz");
        (await _host.RowsAsync("d", "t")).Should().BeEmpty();
    }

    [Fact]
    public async Task InsertAll_SkipInvalidRows_StoresTheGoodOnes()
    {
        var response = await _host.PostAsync(
            "datasets/d/tables/t/insertAll",
            """{"skipInvalidRows":true,"rows":[{"json":{"b":"no a"}},{"json":{"a":1,"c":"bad behind a null"}},{"json":{"a":2,"b":"good"}},{"json":{"a":3,"b":null}}]}""");

        response["insertErrors"]!.AsArray().Select(error => error!["index"]!.GetValue<int>()).Should().Equal(0, 1);
        (await _host.RowsAsync("d", "t")).Should().Equal("\"2\"|\"good\"|null", "\"3\"|null|null");
    }

    [Fact]
    public async Task InsertAll_IgnoreUnknownValues_DropsThem()
    {
        var response = await _host.PostAsync("datasets/d/tables/t/insertAll", """{"ignoreUnknownValues":true,"rows":[{"json":{"a":1,"zz":[1]}}]}""");

        response["insertErrors"].Should().BeNull();
        (await _host.RowsAsync("d", "t")).Should().HaveCount(1);
    }

    [Fact]
    public async Task InsertAll_SameInsertId_StoresItOnce()
    {
        await InsertAsync("""{"insertId":"x","json":{"a":1}}""", """{"insertId":"x","json":{"a":1}}""");
        await InsertAsync("""{"insertId":"x","json":{"a":1}}""", """{"insertId":"y","json":{"a":2}}""");

        (await _host.RowsAsync("d", "t")).Should().HaveCount(2);
    }

    [Theory]
    [InlineData("""{"rows":[]}""")]
    [InlineData("""{}""")]
    [InlineData("""{"rows":[5]}""")]
    [InlineData("""{"rows":[{}]}""")]
    [InlineData("""{"rows":[null]}""")]
    public async Task InsertAll_BadBody_IsRefused(string body)
    {
        var (status, answer) = await _host.TrySendAsync(HttpMethod.Post, "datasets/d/tables/t/insertAll", body);

        var refused = status == HttpStatusCode.BadRequest || answer!["insertErrors"] is not null;
        refused.Should().BeTrue("the answer was {0}", answer!.ToJsonString());
    }

    [Fact]
    public async Task InsertAll_TooManyRowsOrBytes_IsRefused()
    {
        var rows = string.Join(',', Enumerable.Repeat("""{"json":{"a":1}}""", 50_001));
        await _host.PostAsync("datasets/d/tables/t/insertAll", $$"""{"rows":[{{rows}}]}""", HttpStatusCode.BadRequest);

        var error = await _host.PostAsync(
            "datasets/d/tables/t/insertAll",
            $$$"""{"rows":[{"json":{"a":1,"b":"{{{new string('x', 10_000_000)}}}"}}]}""",
            HttpStatusCode.RequestEntityTooLarge);

        error["error"]!["errors"]![0]!["reason"]!.GetValue<string>().Should().Be("requestTooLarge");
    }

    [Fact]
    public async Task InsertAll_UnknownTable_IsNotFound() =>
        await _host.PostAsync("datasets/d/tables/none/insertAll", """{"rows":[{"json":{}}]}""", HttpStatusCode.NotFound);

    private Task<JsonNode> InsertAsync(params string[] rows) =>
        _host.PostAsync("datasets/d/tables/t/insertAll", $$"""{"rows":[{{string.Join(',', rows)}}]}""");
}
