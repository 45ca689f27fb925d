using CsCheck;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using PmpPulse.LocalCloud.Tests.BigQuery;
using PmpPulse.Testing;
using Label = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Label;
using ProtoType = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;

namespace PmpPulse.LocalCloud.Tests.StorageWrite;

/// <summary>Whatever a client sends as rows or descriptor, the server appends it or returns a typed error, and survives.</summary>
public sealed class HostileInputTests : IAsyncLifetime
{
    private const string Columns = """
        [{"name":"i","type":"INT64"},{"name":"f","type":"FLOAT64"},{"name":"s","type":"STRING"},{"name":"y","type":"BYTES"},{"name":"t","type":"TIMESTAMP"},
        {"name":"d","type":"DATE"},{"name":"m","type":"TIME"},{"name":"e","type":"DATETIME"},{"name":"n","type":"NUMERIC"},{"name":"j","type":"JSON"},
        {"name":"l","type":"INT64","mode":"REPEATED"},{"name":"r","type":"RECORD","mode":"REPEATED","fields":[{"name":"x","type":"STRING"},{"name":"q","type":"INT64","mode":"REPEATED"}]},
        {"name":"o","type":"RECORD","fields":[{"name":"x","type":"STRING"},{"name":"q","type":"INT64","mode":"REPEATED"}]}]
        """;

    private static readonly DescriptorProto Descriptor = MakeDescriptor();

    private BigQueryHost _host = null!;

    private string Stream => $"{_host.TableName("d", "t")}/streams/_default";

    public async ValueTask InitializeAsync()
    {
        _host = await BigQueryHost.StartAsync();
        await _host.CreateTableAsync("d", "t", Columns);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Append_RandomBytesAsRows_IsAnsweredAndLeavesTheTableIntact()
    {
        using var append = new AppendClient(_host.Storage, Stream, Descriptor);
        var good = GoodRow().ToRow();
        var random = new Random(20251018);
        var stored = 0;

        for (var i = 0; i < 400; i++)
        {
            var row = i % 2 == 0
                ? Gen.Byte.Array[0, 60].Single()
                : ByteMutator.Mutate(random, good.Span);
            var response = await append.AppendAsync(good, ByteString.CopyFrom(row), good);
            if (response.Error is null)
            {
                stored += 3;
                continue;
            }

            response.Error.Code.Should().Be((int)StatusCode.InvalidArgument);
            response.RowErrors.Should().ContainSingle().Which.Index.Should().Be(1);
        }

        var count = await _host.QueryAsync("SELECT COUNT(*) FROM d.t");
        BigQueryHost.Line(count["rows"]![0]!).Should().Be($"\"{stored}\"");
        (await _host.GetAsync("datasets/d/tables/t/data"))["rows"]!.AsArray().Should().HaveCount(stored);
    }

    [Fact]
    public async Task Append_MutatedDescriptors_AreAnswered()
    {
        var random = new Random(20251018);
        var good = GoodRow().ToRow();
        var answered = 0;
        for (var i = 0; i < 300; i++)
        {
            DescriptorProto descriptor;
            try
            {
                descriptor = DescriptorProto.Parser.ParseFrom(ByteMutator.Mutate(random, Descriptor.ToByteArray()));
            }
            catch (InvalidProtocolBufferException)
            {
                continue;
            }

            using var append = new AppendClient(_host.Storage, Stream, descriptor);
            var response = await append.AppendAsync(good);
            answered++;
            if (response.Error is not null)
                response.Error.Code.Should().Be((int)StatusCode.InvalidArgument);
        }

        answered.Should().BeGreaterThan(20);
    }

    [Fact]
    public async Task Append_DescriptorThatNamesItself_IsRefusedOrBounded()
    {
        var endless = RowWriter.Message("Row", RowWriter.Field("o", 1, ProtoType.Message, typeName: "Row"));
        using var append = new AppendClient(_host.Storage, Stream, endless);

        (await append.AppendAsync(new RowWriter().ToRow())).Error.Code.Should().Be((int)StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task Append_MessageSentTwice_IsMerged()
    {
        using var append = new AppendClient(_host.Storage, Stream, Descriptor);
        var row = new RowWriter()
            .Nested(13, new RowWriter().String(1, "first").Int64(2, 1))
            .Int64(1, 1).Int64(1, 2)
            .Nested(13, new RowWriter().String(1, "second").Int64(2, 2))
            .ToRow();

        (await append.AppendAsync(row)).Error.Should().BeNull();

        var read = await _host.QueryAsync("SELECT i, o.x, ARRAY_TO_STRING(ARRAY(SELECT CAST(v AS STRING) FROM UNNEST(o.q) AS v), ',') FROM d.t");
        BigQueryHost.Line(read["rows"]![0]!).Should().Be("\"2\"|\"second\"|\"1,2\"");
    }

    [Fact]
    public async Task Append_PackedAndUnpackedNumbers_FormOneList()
    {
        using var append = new AppendClient(_host.Storage, Stream, Descriptor);

        (await append.AppendAsync(new RowWriter().Int64(11, 1).Bytes(11, [2, 3]).Int64(11, 4).ToRow())).Error.Should().BeNull();

        (await _host.GetAsync("datasets/d/tables/t/data?selectedFields=l"))["rows"]![0]!["f"]![0]!["v"]!.AsArray()
            .Select(item => item!["v"]!.GetValue<string>()).Should().Equal("1", "2", "3", "4");
    }

    [Theory]
    [InlineData(5, "yesterday")]
    [InlineData(7, "25:00:00")]
    [InlineData(8, "2025-13-01 00:00:00")]
    [InlineData(9, "1e99")]
    [InlineData(10, "{\"a\":")]
    public async Task Append_TextInvalidForItsType_IsARowError(int field, string text)
    {
        var descriptor = Descriptor.Clone();
        descriptor.Field.Single(column => column.Number == field).Type = ProtoType.String;
        using var append = new AppendClient(_host.Storage, Stream, descriptor);

        var response = await append.AppendAsync(new RowWriter().String(field, text).ToRow());

        response.RowErrors.Should().ContainSingle().Which.Message.Should().StartWith($"Field {descriptor.Field[field - 1].Name}:");
    }

    [Theory]
    [InlineData(5, long.MaxValue)]
    [InlineData(5, -62135596800000001)]
    [InlineData(6, 2932897)]
    [InlineData(6, -719163)]
    public async Task Append_TimeOutOfRange_IsARowError(int field, long value)
    {
        using var append = new AppendClient(_host.Storage, Stream, Descriptor);

        (await append.AppendAsync(new RowWriter().Int64(field, value).ToRow())).RowErrors.Should().ContainSingle();
    }

    private static DescriptorProto MakeDescriptor()
    {
        var row = RowWriter.Message(
            "Row",
            RowWriter.Field("i", 1, ProtoType.Int64), RowWriter.Field("f", 2, ProtoType.Double), RowWriter.Field("s", 3, ProtoType.String),
            RowWriter.Field("y", 4, ProtoType.Bytes), RowWriter.Field("t", 5, ProtoType.Int64), RowWriter.Field("d", 6, ProtoType.Int32),
            RowWriter.Field("m", 7, ProtoType.String), RowWriter.Field("e", 8, ProtoType.String), RowWriter.Field("n", 9, ProtoType.String),
            RowWriter.Field("j", 10, ProtoType.String), RowWriter.Field("l", 11, ProtoType.Int64, Label.Repeated),
            RowWriter.Field("r", 12, ProtoType.Message, Label.Repeated, "Inner"), RowWriter.Field("o", 13, ProtoType.Message, typeName: "Inner"));
        row.NestedType.Add(RowWriter.Message("Inner", RowWriter.Field("x", 1, ProtoType.String), RowWriter.Field("q", 2, ProtoType.Int64, Label.Repeated)));
        return row;
    }

    private static RowWriter GoodRow() => new RowWriter()
        .Int64(1, 1).Double(2, 2.5).String(3, "text").Bytes(4, [1, 2]).Int64(5, 1760778556000000).Int64(6, 20000).String(7, "09:09:16")
        .String(8, "2025-10-18T09:09:16").String(9, "1.5").String(10, "{\"a\":[1]}").Int64(11, 5).Int64(11, 6)
        .Nested(12, new RowWriter().String(1, "in").Int64(2, 7)).Nested(12, new RowWriter()).Nested(13, new RowWriter().String(1, "one"));
}
