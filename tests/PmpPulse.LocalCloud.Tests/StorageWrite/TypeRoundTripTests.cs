using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using CsCheck;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using PmpPulse.LocalCloud.Tests.BigQuery;
using Label = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Label;
using ProtoType = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;

namespace PmpPulse.LocalCloud.Tests.StorageWrite;

/// <summary>Random rows of every type, written through the Storage Write API, read back equal by tabledata.list and by a query.</summary>
[Trait("Category", "Slow")]
public sealed class TypeRoundTripTests : IAsyncLifetime
{
    private const long FirstMicro = -62135596800000000;
    private const long LastMicro = 253402300799999999;
    private const long MicrosPerDay = 86_400_000_000;

    private static readonly (string Name, string BigQuery, ProtoType Proto, Gen<Value> Values)[] Types =
    [
        ("i", "INT64", ProtoType.Int64, OfInt64(Gen.Long, value => value.ToString(CultureInfo.InvariantCulture))),
        ("f", "FLOAT64", ProtoType.Double, Gen.Double.Select(value => new Value(
            (row, field) => row.Double(field, value), new Cell(double.IsNaN(value) ? "NaN" : null, value)))),
        ("b", "BOOL", ProtoType.Bool, OfInt64(Gen.Long[0, 1], value => value == 1 ? "true" : "false")),
        ("s", "STRING", ProtoType.String, Texts.Select(text => new Value((row, field) => row.String(field, text), new Cell(text)))),
        ("y", "BYTES", ProtoType.Bytes, Gen.Byte.Array[0, 40].Select(bytes => new Value((row, field) => row.Bytes(field, bytes), new Cell(Convert.ToBase64String(bytes))))),
        ("t", "TIMESTAMP", ProtoType.Int64, OfInt64(Gen.Long[FirstMicro, LastMicro], value => value.ToString(CultureInfo.InvariantCulture))),
        ("d", "DATE", ProtoType.Int32, OfInt64(Gen.Long[-719162, 2932896], Day)),
        ("m", "TIME", ProtoType.String, Gen.Long[0, MicrosPerDay - 1].Select(micros => OfText(Time(micros)))),
        ("e", "DATETIME", ProtoType.String, Gen.Long[FirstMicro, LastMicro].Select(micros => OfText(Civil(micros)))),
        ("n", "NUMERIC", ProtoType.String, Gen.Select(Gen.ULong, Gen.ULong, Gen.Bool, (high, low, negative) =>
            OfText(Numeric(((((BigInteger)high << 64) | low) % BigInteger.Pow(10, 38)) * (negative ? -1 : 1))))),
        ("j", "JSON", ProtoType.String, Texts.Select(text => OfText($$"""{"k":[1,{{JsonValue.Create(text)!.ToJsonString(Relaxed)}},null,true,1.5]}"""))),
    ];

    private BigQueryHost _host = null!;

    private static System.Text.Json.JsonSerializerOptions Relaxed { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static Gen<string> Texts => Gen.OneOf(
        Gen.String[Gen.Char.AlphaNumeric, 0, 30],
        Gen.OneOfConst("", "é", "🚲 vélo", "\"quoted\"\\", "line\nline\ttab", "\u0001\u007f", "日本語の駅", "a'b", "twelve chars", "thirteen char"));

    public async ValueTask InitializeAsync()
    {
        _host = await BigQueryHost.StartAsync();
        var scalars = string.Join(',', Types.Select(type => $$"""{"name":"{{type.Name}}","type":"{{type.BigQuery}}"}"""));
        var lists = string.Join(',', Types.Select(type => $$"""{"name":"{{type.Name}}s","type":"{{type.BigQuery}}","mode":"REPEATED"}"""));
        await _host.CreateTableAsync("d", "t", $$"""
            [{"name":"id","type":"INT64","mode":"REQUIRED"},{{scalars}},{{lists}},{"name":"r","type":"RECORD","fields":[{{scalars}},{{lists}}]},
            {"name":"rs","type":"RECORD","mode":"REPEATED","fields":[{{scalars}},{{lists}}]}]
            """);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Append_RandomRows_ReadBackEqual()
    {
        var descriptor = RowWriter.Message("Row", RowWriter.Field("id", 1, ProtoType.Int64, Label.Required));
        AddColumns(descriptor, 2);
        var nested = RowWriter.Message("Nested");
        AddColumns(nested, 1);
        descriptor.NestedType.Add(nested);
        descriptor.Field.Add(RowWriter.Field("r", 100, ProtoType.Message, typeName: "Nested"));
        descriptor.Field.Add(RowWriter.Field("rs", 101, ProtoType.Message, Label.Repeated, ".Row.Nested"));
        using var append = new AppendClient(_host.Storage, $"{_host.TableName("d", "t")}/streams/_default", descriptor);
        var expected = new List<Cell>();

        // more rows than one DuckDB vector, in appends of varying size
        foreach (var rows in Rows.Array[1, 200].Single().Chunk(7).Concat(Rows.Array[2100].Single().Chunk(2100)))
        {
            var wire = new List<ByteString>();
            foreach (var row in rows)
            {
                var writer = new RowWriter().Int64(1, expected.Count);
                row.Write(writer, 2);
                var cells = new List<Cell> { new(expected.Count.ToString(CultureInfo.InvariantCulture)) };
                cells.AddRange(row.Cells);
                foreach (var record in row.Record is null ? [] : new[] { row.Record })
                    writer.Nested(100, record.ToWriter());
                foreach (var record in row.Records)
                    writer.Nested(101, record.ToWriter());
                cells.Add(row.Record is null ? Cell.Null : Cell.Struct(row.Record.Cells));
                cells.Add(Cell.List([.. row.Records.Select(record => Cell.Struct(record.Cells))]));
                expected.Add(Cell.Struct(cells));
                wire.Add(writer.ToRow());
            }

            var response = await append.AppendAsync(wire);
            response.Error.Should().BeNull("{0}", response.RowErrors.FirstOrDefault());
        }

        await CompareAsync("datasets/d/tables/t/data?formatOptions.useInt64Timestamp=true&maxResults=1000", expected);
        var query = await _host.PostAsync("queries", """{"query":"SELECT * FROM d.t ORDER BY id","useLegacySql":false,"maxResults":0,"timeoutMs":60000}""");
        await CompareAsync($"queries/{query["jobReference"]!["jobId"]}?formatOptions.useInt64Timestamp=true&maxResults=1000", expected);
    }

    private static Gen<Columns> Fields => Gen.Select(
        Sequence(Types.Select(type => type.Values.Null())),
        Sequence(Types.Select(type => type.Values.Array[0, 4])),
        (scalars, lists) => new Columns(scalars, lists));

    private static Gen<Row> Rows => Gen.Select(Fields, Fields.Null(), Fields.Array[0, 3], (fields, record, records) => new Row(fields, record, records));

    private static Gen<T[]> Sequence<T>(IEnumerable<Gen<T>> all) =>
        all.Aggregate(Gen.Const(Array.Empty<T>()), (some, next) => Gen.Select(some, next, (before, last) => (T[])[.. before, last]));

    private static void AddColumns(DescriptorProto message, int first)
    {
        foreach (var (name, _, proto, _) in Types)
            message.Field.Add(RowWriter.Field(name, first++, proto));
        foreach (var (name, _, proto, _) in Types)
            message.Field.Add(RowWriter.Field(name + "s", first++, proto, Label.Repeated));
    }

    private async Task CompareAsync(string path, List<Cell> expected)
    {
        var position = 0;
        string? token = null;
        do
        {
            var page = await _host.GetAsync(token is null ? path : $"{path}&pageToken={Uri.EscapeDataString(token)}");
            foreach (var row in page["rows"]!.AsArray())
            {
                expected[position].Difference(row).Should().BeNull("row {0} must come back as it was written", position);
                position++;
            }

            token = page["pageToken"]?.GetValue<string>();
        }
        while (token is not null);
        position.Should().Be(expected.Count);
    }

    private static Gen<Value> OfInt64(Gen<long> values, Func<long, string> text) =>
        values.Select(value => new Value((row, field) => row.Int64(field, value), new Cell(text(value))));

    private static Value OfText(string text) => new((row, field) => row.String(field, text), new Cell(text));

    private static string Day(long days) => DateOnly.FromDayNumber((int)days + 719162).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Time(long micros) =>
        TimeSpan.FromMicroseconds(micros).ToString(micros % 1_000_000 == 0 ? @"hh\:mm\:ss" : @"hh\:mm\:ss\.ffffff", CultureInfo.InvariantCulture);

    private static string Civil(long micros)
    {
        var days = (long)Math.Floor((double)micros / MicrosPerDay);
        days = micros - (days * MicrosPerDay) is < 0 ? days - 1 : micros - (days * MicrosPerDay) >= MicrosPerDay ? days + 1 : days;
        return $"{Day(days)}T{Time(micros - (days * MicrosPerDay))}";
    }

    private static string Numeric(BigInteger units)
    {
        var whole = BigInteger.DivRem(BigInteger.Abs(units), 1_000_000_000, out var fraction);
        var text = $"{(units < 0 ? "-" : "")}{whole}";
        return fraction.IsZero ? text : $"{text}.{fraction.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0')}";
    }

    private sealed record Value(Action<RowWriter, int> Write, Cell Cell);

    private sealed record Columns(Value?[] Scalars, Value[][] Lists)
    {
        public IReadOnlyList<Cell> Cells => [.. Scalars.Select(value => value?.Cell ?? Cell.Null), .. Lists.Select(list => Cell.List([.. list.Select(value => value.Cell)]))];

        public RowWriter ToWriter() => WriteTo(new RowWriter(), 1);

        public RowWriter WriteTo(RowWriter row, int first)
        {
            for (var i = 0; i < Scalars.Length; i++)
                Scalars[i]?.Write(row, first + i);
            for (var i = 0; i < Lists.Length; i++)
            {
                foreach (var value in Lists[i])
                    value.Write(row, first + Scalars.Length + i);
            }

            return row;
        }
    }

    private sealed record Row(Columns Fields, Columns? Record, Columns[] Records)
    {
        public IReadOnlyList<Cell> Cells => Fields.Cells;

        public void Write(RowWriter row, int first) => Fields.WriteTo(row, first);
    }

    /// <summary>An expected cell: text, a bit-exact number, NULL, a list or a record.</summary>
    private sealed record Cell(string? Text, double? Number = null, IReadOnlyList<Cell>? Items = null, IReadOnlyList<Cell>? Members = null)
    {
        public static Cell Null { get; } = new(null as string);

        public static Cell List(IReadOnlyList<Cell> items) => new(null, Items: items);

        public static Cell Struct(IReadOnlyList<Cell> members) => new(null, Members: members);

        /// <summary>Null if the value matches this cell, else the expected value.</summary>
        public string? Difference(JsonNode? value)
        {
            if (Items is not null)
                return Difference(Items, value as JsonArray, value);
            if (Members is not null)
                return Difference(Members, value?["f"] as JsonArray, value);
            if (Number is not { } number || Text is not null)
                return value?.GetValue<string>() == Text ? null : $"{value?.ToJsonString()} instead of {this}";
            var read = double.Parse(value!.GetValue<string>(), CultureInfo.InvariantCulture);
            return BitConverter.DoubleToInt64Bits(read) == BitConverter.DoubleToInt64Bits(number) ? null : $"{value.ToJsonString()} instead of {this}";
        }

        private string? Difference(IReadOnlyList<Cell> cells, JsonArray? values, JsonNode? shown)
        {
            if (values?.Count != cells.Count)
                return $"{shown?.ToJsonString()} instead of {this}";
            return cells.Zip(values).Select(pair => pair.First.Difference(pair.Second!["v"])).FirstOrDefault(difference => difference is not null);
        }

        public override string ToString()
        {
            if (Items is not null)
                return $"[{string.Join(", ", Items)}]";
            if (Members is not null)
                return $"{{{string.Join(", ", Members)}}}";
            return Text ?? Number?.ToString("R", CultureInfo.InvariantCulture) ?? "NULL";
        }
    }
}
