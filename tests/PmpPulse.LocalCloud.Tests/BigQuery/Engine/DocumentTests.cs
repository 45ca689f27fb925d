using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using PmpPulse.LocalCloud.BigQuery.Documents;
using PmpPulse.LocalCloud.Tests.StorageWrite;
using PmpPulse.Testing;
using ProtoType = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;

namespace PmpPulse.LocalCloud.Tests.BigQuery.Engine;

/// <summary>Large values of JSON columns, which are kept beside the table.</summary>
public sealed class DocumentTests : IAsyncDisposable
{
    private const string Fields = """[{"name":"id","type":"INTEGER"},{"name":"payload","type":"JSON"}]""";

    private static readonly DescriptorProto Descriptor = RowWriter.Message(
        "Row", RowWriter.Field("id", 1, ProtoType.Int64), RowWriter.Field("payload", 2, ProtoType.String));

    private readonly TemporaryDirectory _directory = new();

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        using var store = new DocumentStore(Path.Combine(_directory, "documents"));
        var texts = Enumerable.Range(0, 50).Select(i => Encoding.UTF8.GetBytes($"{{\"n\":{i},\"text\":\"{new string('x', i * 1000)}\"}}")).ToArray();
        var references = texts.Select(text => DocumentReference.Parse(store.Write(text).ToBytes())).ToArray();
        store.Flush();

        using var again = new DocumentStore(Path.Combine(_directory, "documents"));
        for (var i = 0; i < texts.Length; i++)
        {
            var text = new byte[references[i].Length];
            again.Read(references[i], text);
            text.Should().Equal(texts[i]);
        }

        again.Write(texts[0]).Segment.Should().Be(2, "a file of an earlier process is never written again");
    }

    [Theory]
    [InlineData("\u00011.2.3")]
    [InlineData("\u00011.2.3.x")]
    [InlineData("\u00011.2.3.4.5")]
    [InlineData("\u0001-1.2.3.4")]
    public void Parse_DamagedReference_IsRefused(string stored)
    {
        var parse = () => DocumentReference.Parse(Encoding.UTF8.GetBytes(stored));

        parse.Should().Throw<InvalidDataException>();
    }

    [Fact]
    public async Task Append_LargeJson_ReadsBackByEveryPathAndSurvivesARestart()
    {
        var items = string.Join(',', Enumerable.Range(0, 3000).Select(i => $$"""{"a":{{i}},"b":"é{{i}}"}"""));
        var large = $"{{\"items\":[{items}]}}";
        await using (var host = await BigQueryHost.StartAsync(_directory, "p"))
        {
            await host.CreateTableAsync("d", "t", Fields);
            await AppendAsync(host, (1, large), (2, """{"small":1}"""), (3, null));
            await CheckAsync(host);
        }

        Directory.GetFiles(Path.Combine(_directory, "bigquery", "documents")).Should().ContainSingle();
        await using var again = await BigQueryHost.StartAsync(_directory, "p");
        await CheckAsync(again);

        async Task CheckAsync(BigQueryHost host)
        {
            (await RowsAsync(host, "SELECT LENGTH(TO_JSON_STRING(payload)) FROM d.t ORDER BY id")).Should().Equal($"\"{large.Length}\"", "\"11\"", "\"4\"");
            (await RowsAsync(host, "SELECT JSON_VALUE(payload.items[2999].b) FROM d.t WHERE id = 1")).Should().Equal("\"é2999\"");
            (await RowsAsync(host, "SELECT COUNT(*) FROM d.t WHERE payload IS NULL")).Should().Equal("\"1\"");
            var rows = (await host.GetAsync("datasets/d/tables/t/data?selectedFields=payload"))["rows"]!;
            rows[0]!["f"]![0]!["v"]!.GetValue<string>().Should().Be(large);
            var size = (await host.GetAsync("datasets/d/tables/t"))["numBytes"]!.GetValue<string>();
            long.Parse(size, CultureInfo.InvariantCulture).Should().BeInRange(Encoding.UTF8.GetByteCount(large), Encoding.UTF8.GetByteCount(large) + 100);
        }
    }

    [Fact]
    public async Task Statement_ThatCopiesLargeJson_StoresTheText()
    {
        var large = $"{{\"x\":\"{new string('y', 20_000)}\"}}";
        await using var host = await BigQueryHost.StartAsync(_directory, "p");
        await host.CreateTableAsync("d", "t", Fields);
        await AppendAsync(host, (1, large));

        await host.QueryAsync("CREATE TABLE d.copy AS SELECT payload, id FROM d.t");
        await host.QueryAsync("INSERT INTO d.t (id, payload) SELECT id + 1, payload FROM d.t");
        await host.QueryAsync("UPDATE d.t SET payload = payload WHERE JSON_VALUE(payload.x) IS NOT NULL AND id = 1");

        (await RowsAsync(host, "SELECT LENGTH(JSON_VALUE(payload.x)) FROM d.t UNION ALL SELECT LENGTH(JSON_VALUE(payload.x)) FROM d.copy")).Should().Equal("\"20000\"", "\"20000\"", "\"20000\"");
    }

    private static async Task AppendAsync(BigQueryHost host, params (long Id, string? Payload)[] rows)
    {
        using var append = new AppendClient(host.Storage, $"{host.TableName("d", "t")}/streams/_default", Descriptor);
        var response = await append.AppendAsync([.. rows.Select(row => Row(row.Id, row.Payload))]);
        response.Error.Should().BeNull();
    }

    private static ByteString Row(long id, string? payload)
    {
        var row = new RowWriter().Int64(1, id);
        return (payload is null ? row : row.String(2, payload)).ToRow();
    }

    private static async Task<string[]> RowsAsync(BigQueryHost host, string sql) =>
        [.. ((await host.QueryAsync(sql))["rows"]?.AsArray() ?? []).Select(row => BigQueryHost.Line(row!))];
}
