using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using PmpPulse.LocalCloud.BigQuery.Documents;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.BigQuery.Upkeep;
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
        var references = texts.Select(text => DocumentReference.Parse(store.Write(text).Reference.ToBytes())).ToArray();
        store.Flush();

        using var again = new DocumentStore(Path.Combine(_directory, "documents"));
        for (var i = 0; i < texts.Length; i++)
        {
            var text = new byte[references[i].Length];
            again.Read(references[i], text);
            text.Should().Equal(texts[i]);
        }

        again.Write(texts[0]).Reference.Segment.Should().Be(2, "a file of an earlier process is never written again");
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
    public void Flush_DiskThatFails_FailsTheRowsOfThatFileAndNoLaterOnes()
    {
        using var store = new DocumentStore(Path.Combine(_directory, "documents"));
        using var lost = new DocumentWriter(store);
        lost.Store(new byte[10_000]);
        var (_, segment) = store.Write(new byte[10_000]);
        segment.Release();

        segment.Dispose();
        var flush = store.Flush;
        flush.Should().Throw<ObjectDisposedException>();
        store.Flush();

        lost.Invoking(writer => writer.RequireStored()).Should().Throw<BigQueryException>().Which.Code.Should().Be(503);
        using var next = new DocumentWriter(store);
        next.Store(new byte[10_000]);
        store.Flush();
        next.RequireStored();
        store.Complete().Should().BeEmpty("rows that are not committed may refer to the first file");
        lost.Dispose();
        store.Complete().Should().Equal(segment.Number);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_FileThatIsGoneOrCut_FailsThatStatementAlone(bool gone)
    {
        await using (var host = await BigQueryHost.StartAsync(_directory, "p"))
        {
            await host.CreateTableAsync("d", "t", Fields);
            await AppendAsync(host, (1, $"{{\"x\":\"{new string('y', 20_000)}\"}}"), (2, """{"small":1}"""));
        }

        var file = Directory.GetFiles(Path.Combine(_directory, "bigquery", "documents")).Single();
        if (gone) File.Delete(file);
        else File.WriteAllBytes(file, [1, 2, 3]);

        await using var again = await BigQueryHost.StartAsync(_directory, "p");
        var answer = await again.Http.PostAsJsonAsync("queries", new { query = "SELECT JSON_VALUE(payload.x) FROM d.t WHERE id = 1", useLegacySql = false });
        answer.IsSuccessStatusCode.Should().BeFalse();
        (await RowsAsync(again, "SELECT COUNT(*) FROM d.t")).Should().Equal("\"2\"");
        (await RowsAsync(again, "SELECT JSON_VALUE(payload.small) FROM d.t WHERE id = 2")).Should().Equal("\"1\"");
        await AppendAsync(again, (3, $"{{\"x\":\"{new string('z', 20_000)}\"}}"));
        (await RowsAsync(again, "SELECT LENGTH(JSON_VALUE(payload.x)) FROM d.t WHERE id = 3")).Should().Equal("\"20000\"");
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
    public async Task Sweep_ReferredFile_StaysBesideOneThatGoes()
    {
        var large = $"{{\"x\":\"{new string('y', 20_000)}\"}}";
        // each process writes a file of its own
        for (var id = 1; id <= 3; id++)
        {
            await using var host = await BigQueryHost.StartAsync(_directory, "p");
            if (id == 1) await host.CreateTableAsync("d", "t", Fields);
            await AppendAsync(host, (id, large));
            if (id == 2) await host.QueryAsync("DELETE FROM d.t WHERE id = 2");
        }

        var folder = Path.Combine(_directory, "bigquery");
        await using (var database = Database.Open(new DatabaseOptions(folder), TimeProvider.System, NullLogger.Instance))
        {
            var sweep = new DocumentSweep(database, NullLogger<DocumentSweep>.Instance);
            await sweep.RunAsync(CancellationToken.None);
            await sweep.RunAsync(CancellationToken.None);
        }

        Directory.GetFiles(Path.Combine(folder, "documents")).Select(DocumentSegment.NumberOf).Order().Should().Equal(1, 3);
        await using var again = await BigQueryHost.StartAsync(_directory, "p");
        (await RowsAsync(again, "SELECT LENGTH(JSON_VALUE(payload.x)) FROM d.t ORDER BY id")).Should().Equal("\"20000\"", "\"20000\"");
    }

    [Fact]
    public async Task Statement_ThatCopiesLargeJson_KeepsTheValue()
    {
        var large = $"{{\"x\":\"{new string('y', 20_000)}\"}}";
        await using var host = await BigQueryHost.StartAsync(_directory, "p");
        await host.CreateTableAsync("d", "t", Fields);
        await AppendAsync(host, (1, large));

        await host.QueryAsync("CREATE TABLE d.copy AS SELECT payload, id FROM d.t");
        await host.QueryAsync("INSERT INTO d.t (id, payload) SELECT id + 1, payload FROM d.t");
        await host.QueryAsync("MERGE d.copy AS c USING d.t AS t ON c.id = t.id WHEN MATCHED THEN UPDATE SET payload = t.payload WHEN NOT MATCHED THEN INSERT (payload, id) VALUES (t.payload, t.id)");
        await host.QueryAsync("UPDATE d.t SET payload = payload WHERE JSON_VALUE(payload.x) IS NOT NULL AND id = 1");

        (await RowsAsync(host, "SELECT LENGTH(JSON_VALUE(payload.x)) FROM d.t UNION ALL SELECT LENGTH(JSON_VALUE(payload.x)) FROM d.copy")).Should().Equal(Enumerable.Repeat("\"20000\"", 4));
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
