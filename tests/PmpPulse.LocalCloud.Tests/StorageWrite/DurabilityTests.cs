using System.Globalization;
using System.Net;
using Google.Cloud.BigQuery.Storage.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using PmpPulse.LocalCloud.Tests.BigQuery;
using PmpPulse.Testing;
using ProtoType = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;

namespace PmpPulse.LocalCloud.Tests.StorageWrite;

/// <summary>LocalCloud as a child process, killed at any moment: acknowledged rows are there and no append is partial.</summary>
[Trait("Category", "Slow")]
public sealed class DurabilityTests : IDisposable
{
    private const int RowsPerAppend = 50;
    private const string Project = "durable";

    private static readonly DescriptorProto Descriptor = RowWriter.Message(
        "Row", RowWriter.Field("batch", 1, ProtoType.Int64), RowWriter.Field("row", 2, ProtoType.Int64), RowWriter.Field("pad", 3, ProtoType.String));

    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Kill_WhileAppending_KeepsAcknowledgedRowsAndNoPartialAppend()
    {
        var acknowledged = 0L;
        var stream = "";
        for (var round = 0; round < 4; round++)
        {
            await using var server = await ServerAsync();
            await using var host = BigQueryHost.Connect(server.Address, Project);
            if (round == 0)
            {
                await host.CreateTableAsync("d", "t", """[{"name":"batch","type":"INT64","mode":"REQUIRED"},{"name":"row","type":"INT64"},{"name":"pad","type":"STRING"}]""");
                stream = (await host.Storage.CreateWriteStreamAsync(new CreateWriteStreamRequest
                {
                    Parent = host.TableName("d", "t"),
                    WriteStream = new WriteStream { Type = WriteStream.Types.Type.Committed },
                })).Name;
            }

            acknowledged = await CheckAsync(host, stream, acknowledged);
            var reached = acknowledged + 20 + (round * 7);
            acknowledged = await AppendUntilKilledAsync(host, server.Child, stream, acknowledged, reached);
        }

        await using var last = await BigQueryHost.StartAsync(_data, Project);
        await CheckAsync(last, stream, acknowledged);
    }

    [Fact]
    public async Task Kill_AfterMetadataChanges_KeepsThem()
    {
        string etag;
        await using (var server = await ServerAsync())
        {
            await using var host = BigQueryHost.Connect(server.Address, Project);
            await host.CreateTableAsync("d", "t", """[{"name":"a","type":"INT64"}]""");
            await host.PostAsync("datasets/d/tables", """{"tableReference":{"tableId":"v"},"view":{"query":"SELECT a FROM d.t","useLegacySql":false}}""");
            await host.PostAsync("datasets/d/tables/t/insertAll", """{"rows":[{"json":{"a":1}}]}""");
            var patched = await host.SendAsync(
                HttpMethod.Patch, "datasets/d/tables/t", """{"description":"{\"epoch\":7}","schema":{"fields":[{"name":"a","type":"INT64"},{"name":"b","type":"STRING"}]}}""");
            etag = patched["etag"]!.GetValue<string>();
            await host.CreateTableAsync("d", "gone", """[{"name":"a","type":"INT64"}]""");
            await host.SendAsync(HttpMethod.Delete, "datasets/d/tables/gone", expected: HttpStatusCode.NoContent);
        }

        await using var again = await BigQueryHost.StartAsync(_data, Project);
        var table = await again.GetAsync("datasets/d/tables/t");

        table["etag"]!.GetValue<string>().Should().Be(etag);
        table["description"]!.GetValue<string>().Should().Be("{\"epoch\":7}");
        table["schema"]!["fields"]!.AsArray().Should().HaveCount(2);
        (await again.RowsAsync("d", "t")).Should().Equal("\"1\"|null");
        BigQueryHost.Line((await again.QueryAsync("SELECT a FROM d.v"))["rows"]![0]!).Should().Be("\"1\"");
        await again.GetAsync("datasets/d/tables/gone", HttpStatusCode.NotFound);
    }

    /// <summary>The table holds exactly the first batches, each whole, and the stream's next offset agrees.</summary>
    private static async Task<long> CheckAsync(BigQueryHost host, string stream, long acknowledged)
    {
        var result = await host.QueryAsync("SELECT COUNT(DISTINCT batch), COUNT(*), COALESCE(MAX(batch) + 1, 0) FROM d.t");
        var cells = BigQueryHost.Line(result["rows"]![0]!).Split('|').Select(cell => long.Parse(cell.Trim('"'), CultureInfo.InvariantCulture)).ToArray();
        cells[0].Should().BeInRange(acknowledged, acknowledged + 500, "only appends in flight may exist unacknowledged");
        cells[1].Should().Be(cells[0] * RowsPerAppend);
        cells[2].Should().Be(cells[0]);

        using var append = new AppendClient(host.Storage, stream, Descriptor);
        var probe = await append.AppendAsync(Rows(cells[0] + 1000), (cells[0] + 1000) * RowsPerAppend);
        probe.Error.Message.Should().Contain($"expected offset {cells[1]}");
        return cells[0];
    }

    private static async Task<long> AppendUntilKilledAsync(BigQueryHost host, ChildService child, string stream, long from, long killAt)
    {
        using var append = new AppendClient(host.Storage, stream, Descriptor);
        var acknowledged = from;
        var sending = Task.Run(async () =>
        {
            try
            {
                for (var batch = from; ; batch++)
                    await append.SendAsync(Rows(batch), batch * RowsPerAppend);
            }
            catch (Exception e) when (e is RpcException or InvalidOperationException or IOException)
            {
                // the server is gone
            }
        });
        try
        {
            while (true)
            {
                (await append.ReceiveAsync()).Error.Should().BeNull();
                if (++acknowledged == killAt)
                    await child.KillAsync();
            }
        }
        catch (RpcException)
        {
            await sending;
            return acknowledged;
        }
    }

    private static IEnumerable<ByteString> Rows(long batch) =>
        Enumerable.Range(0, RowsPerAppend).Select(row => new RowWriter().Int64(1, batch).Int64(2, row).String(3, new string('p', 300)).ToRow());

    private async Task<(ChildService Child, Uri Address)> StartAsync()
    {
        var child = ChildService.Start(
            "PmpPulse.LocalCloud", "--PUBSUB_PORT=0", "--BIGQUERY_PORT=0", "--SCHEDULER_PORT=0", $"--DATA_DIR={_data.Path}");
        string? line = null;
        await Eventually.IsTrueAsync(() => (line = child.Output.FirstOrDefault(said => said.TrimStart().StartsWith("BigQuery, ", StringComparison.Ordinal))) is not null);
        return (child, new Uri(line!.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1]));
    }

    private async Task<Server> ServerAsync()
    {
        var (child, address) = await StartAsync();
        return new Server(child, address);
    }

    private sealed record Server(ChildService Child, Uri Address) : IAsyncDisposable
    {
        // kill it, because a clean stop would tidy up
        public ValueTask DisposeAsync() => Child.DisposeAsync();
    }
}
