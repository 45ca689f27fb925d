using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace PmpPulse.LocalCloud.Tests.BigQuery;

public sealed class RequestBodyTests : IAsyncLifetime
{
    private const string Table = """[{"name":"a","type":"INT64"},{"name":"b","type":"STRING"}]""";

    private BigQueryHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await BigQueryHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    // as Google's .NET and Java clients send it
    [Fact]
    public async Task Post_Gzip_IsUnpacked()
    {
        var (status, answer) = await PostAsync("queries", Gzip("""{"query":"SELECT 1","useLegacySql":false}"""), "gzip");

        status.Should().Be(HttpStatusCode.OK, "the answer was {0}", answer);
        answer["rows"]!.AsArray().Should().ContainSingle();
    }

    [Fact]
    public async Task InsertAll_GzipThatUnpacksBeyondTheBound_IsRefused()
    {
        await _host.CreateTableAsync("d", "t", Table);
        var rows = $$$"""{"rows":[{"json":{"b":"{{{new string('x', 10_000_000)}}}"}}]}""";

        var (status, answer) = await PostAsync("datasets/d/tables/t/insertAll", Gzip(rows), "gzip");

        status.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        answer["error"]!["errors"]![0]!["reason"]!.GetValue<string>().Should().Be("requestTooLarge");
    }

    [Theory]
    [InlineData("gzip", HttpStatusCode.BadRequest, "gzip")]
    [InlineData("br", HttpStatusCode.UnsupportedMediaType, "'br'")]
    [InlineData("gzip, gzip", HttpStatusCode.UnsupportedMediaType, "'gzip, gzip'")]
    public async Task Post_WrongOrUnknownEncoding_IsRefusedByName(string encoding, HttpStatusCode expected, string named)
    {
        var (status, answer) = await PostAsync("queries", """{"query":"SELECT 1","useLegacySql":false}"""u8.ToArray(), encoding);

        status.Should().Be(expected);
        answer["error"]!["message"]!.GetValue<string>().Should().Contain(named);
    }

    [Theory]
    [InlineData("queries", """{"query":"SELECT 1","useLegacySql":false,"queryParameters":[null]}""")]
    [InlineData("queries", """{"query":"SELECT 1","useLegacySql":false,"parameterMode":"POSITIONAL","queryParameters":[null]}""")]
    [InlineData("queries", """{"query":"SELECT 1","useLegacySql":false,"queryParameters":[{"name":"a","parameterType":{"type":"STRUCT","structTypes":[null]}}]}""")]
    [InlineData("datasets/d/tables", """{"tableReference":{"tableId":"u"},"schema":{"fields":[null]}}""")]
    [InlineData("datasets/d/tables", """{"tableReference":{"tableId":"u"},"schema":{"fields":[{"name":"a","type":"RECORD","fields":[null]}]}}""")]
    public async Task Post_NullInAnArray_IsRefused(string path, string body)
    {
        await _host.CreateTableAsync("d", "t", Table);

        await _host.PostAsync(path, body, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Patch_NameTwiceInTheJson_IsRefused()
    {
        await _host.CreateTableAsync("d", "t", Table);

        await _host.SendAsync(HttpMethod.Patch, "datasets/d/tables/t", """{"description":"a","description":"b"}""", HttpStatusCode.BadRequest);
    }

    private async Task<(HttpStatusCode Status, JsonNode Answer)> PostAsync(string path, byte[] body, string encoding)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        using var response = await _host.Http.PostAsync(new Uri(path, UriKind.Relative), content);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    private static byte[] Gzip(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }
}
