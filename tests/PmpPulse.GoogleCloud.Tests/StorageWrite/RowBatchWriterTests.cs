using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using CsCheck;
using Google.Protobuf;
using PmpPulse.GoogleCloud.StorageWrite;
using PmpPulse.GoogleCloud.Tests.Protos;

namespace PmpPulse.GoogleCloud.Tests.StorageWrite;

public sealed class RowBatchWriterTests
{
    private static readonly RowSchema Schema = EveryTypeTable.Schema;

    [Fact]
    public void Write_ZerosAndEmptyValues_ArePresent()
    {
        var row = Decode(writer =>
        {
            writer.WriteString(Schema.Column("text"), "");
            writer.WriteInt64(Schema.Column("whole"), 0);
            writer.WriteDouble(Schema.Column("real"), 0);
            writer.WriteBool(Schema.Column("flag"), false);
            writer.WriteBytes(Schema.Column("blob"), []);
            writer.WriteTimestampMicros(Schema.Column("instant"), 0);
            writer.WriteDate(Schema.Column("day"), new DateOnly(1970, 1, 1));
        });

        row.HasText.Should().BeTrue();
        row.HasWhole.Should().BeTrue();
        row.HasReal.Should().BeTrue();
        row.HasFlag.Should().BeTrue();
        row.HasBlob.Should().BeTrue();
        row.HasInstant.Should().BeTrue();
        row.HasDay.Should().BeTrue();
        row.Whole.Should().Be(0);
    }

    [Fact]
    public void Write_NothingWritten_IsAbsent()
    {
        var row = Decode(_ => { });

        row.HasText.Should().BeFalse();
        row.HasWhole.Should().BeFalse();
        row.Texts.Should().BeEmpty();
    }

    [Fact]
    public void WriteTimestamp_BelowAMicrosecond_IsTruncated()
    {
        var row = Decode(writer => writer.WriteTimestamp(Schema.Column("instant"), DateTimeOffset.UnixEpoch.AddTicks(15).ToOffset(TimeSpan.FromHours(2))));

        row.Instant.Should().Be(1);
    }

    [Fact]
    public void Write_AnyValues_AreWhatProtobufReads()
    {
        var text = Gen.String[Gen.Char[(char)0x20, (char)0xD7FF], 0, 300];
        Gen.Select(text, Gen.Long, Gen.Double, Gen.Bool, Gen.Byte.Array[0, 300], Gen.DateOnly, text.Array[0, 5], Gen.Long.Array[0, 5]).Sample((s, l, d, b, bytes, day, texts, wholes) =>
        {
            var row = Decode(writer =>
            {
                writer.WriteString(Schema.Column("text"), s);
                writer.WriteInt64(Schema.Column("whole"), l);
                writer.WriteDouble(Schema.Column("real"), d);
                writer.WriteBool(Schema.Column("flag"), b);
                writer.WriteBytes(Schema.Column("blob"), bytes);
                writer.WriteTimestampMicros(Schema.Column("instant"), l);
                writer.WriteDate(Schema.Column("day"), day);
                writer.WriteString(Schema.Column("document"), Encoding.UTF8.GetBytes(s));
                writer.WriteString(Schema.Column("amount"), "12.5");
                Array.ForEach(texts, element => writer.WriteString(Schema.Column("texts"), element));
                Array.ForEach(wholes, element => writer.WriteInt64(Schema.Column("wholes"), element));
            });
            var expected = new EveryType
            {
                Text = s,
                Whole = l,
                Real = d,
                Flag = b,
                Blob = ByteString.CopyFrom(bytes),
                Instant = l,
                Day = day.DayNumber - new DateOnly(1970, 1, 1).DayNumber,
                Document = s,
                Amount = "12.5",
                Texts = { texts },
                Wholes = { wholes },
            };
            return row.Equals(expected);
        });
    }

    [Fact]
    public void ToBatch_ManyRows_KeepsThemSeparateAndResets()
    {
        var writer = new RowBatchWriter(Schema, initialCapacity: 1);
        var batches = Enumerable.Range(0, 2).Select(batch =>
        {
            for (var i = 0; i < 100; i++)
            {
                writer.BeginRow();
                writer.WriteString(Schema.Column("text"), $"{batch}-{i}");
                writer.EndRow();
            }

            return writer.ToBatch();
        }).ToList();

        batches[0].Rows.Select(row => EveryType.Parser.ParseFrom(row).Text).Should().Equal(Enumerable.Range(0, 100).Select(i => $"0-{i}"));
        batches[1].Rows.Select(row => EveryType.Parser.ParseFrom(row).Text).Should().Equal(Enumerable.Range(0, 100).Select(i => $"1-{i}"));
        batches[0].ByteCount.Should().Be(new Google.Cloud.BigQuery.Storage.V1.ProtoRows { SerializedRows = { batches[0].Rows } }.CalculateSize());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(16_379)]
    [InlineData(16_380)]
    [InlineData(16_381)]
    [InlineData(2_100_000)]
    public void ToBatch_RowsOfAnyLength_AreFramedAsProtobufFramesThem(int length)
    {
        var writer = new RowBatchWriter(Schema, initialCapacity: 1);
        var text = Enumerable.Repeat((byte)'x', length).ToArray();
        for (var row = 0; row < 3; row++)
        {
            writer.BeginRow();
            writer.WriteString(Schema.Column("text"), text);
            writer.EndRow();
            var span = writer.BeginRow(2 * RowSpan.MaxField + length);
            span.Text(Schema.Column("text"), text);
            span.Integer(Schema.Column("whole"), -row);
            writer.EndRow(span);
        }

        var batch = writer.ToBatch();

        batch.Rows.Should().HaveCount(6);
        batch.Rows.Select(row => EveryType.Parser.ParseFrom(row)).Should().Equal(Enumerable.Range(0, 6).Select(row =>
        {
            var expected = new EveryType { Text = new string('x', length) };
            if (row % 2 == 1) expected.Whole = -(row / 2);
            return expected;
        }));
        batch.Parts.SelectMany(part => part.ToArray()).Should().Equal(new Google.Cloud.BigQuery.Storage.V1.ProtoRows { SerializedRows = { batch.Rows } }.ToByteArray());
    }

    [Fact]
    public void RowSpan_MoreThanWasReserved_ThrowsAndTouchesNothingBehind()
    {
        Fill(0, (ref RowSpan span) => span.Text(Schema.Column("text"), "x"u8));
        Fill(3, (ref RowSpan span) => span.Text(Schema.Column("text"), "xxxx"u8));
        Fill(3, (ref RowSpan span) => span.Fields("xxxx"u8));
        Fill(20, (ref RowSpan span) =>
        {
            span.Fields("xxxxxxxxxxxxxxxxxxxx"u8);
            span.Fields("x"u8);
        });
        Fill(20, (ref RowSpan span) =>
        {
            while (true) span.Integer(Schema.Column("whole"), -1);
        });
        Fill(20, (ref RowSpan span) =>
        {
            while (true) span.Double(Schema.Column("real"), 1);
        });

        static void Fill(int reserved, RowWriting write)
        {
            var memory = new byte[reserved + RowSpan.MaxField + 64];
            var fill = () =>
            {
                var span = new RowSpan(memory.AsSpan(0, reserved + RowSpan.MaxField));
                write(ref span);
            };
            fill.Should().Throw<InvalidOperationException>().WithMessage("*reserved*");
            memory.AsSpan(reserved + RowSpan.MaxField).IndexOfAnyExcept((byte)0).Should().Be(-1);
        }
    }

    [Fact]
    public void EndRow_LongerThanWasReserved_Throws()
    {
        var writer = new RowBatchWriter(Schema);
        var write = () =>
        {
            // fits into the memory, but nobody has counted it
            var span = writer.BeginRow(0);
            span.Integer(Schema.Column("whole"), 1);
            writer.EndRow(span);
        };
        write.Should().Throw<InvalidOperationException>().WithMessage("*reserved*");
    }

    [Fact]
    public void Release_OfAView_GivesNothingAway()
    {
        var batch = EveryTypeTable.Rows("a", "b");
        batch.Without([0]).Release();
        batch.Slice(0, 1).Release();

        Drain(BufferOf(batch).Length);

        Texts(batch).Should().Equal("a", "b");
    }

    [Fact]
    public void Release_Twice_GivesTheMemoryAwayOnce()
    {
        var batch = EveryTypeTable.Rows("a", "b");
        var buffer = BufferOf(batch);
        // a full pool would not take it twice
        Drain(buffer.Length);

        batch.Release();
        batch.Release();

        Drain(buffer.Length).Should().ContainSingle(array => ReferenceEquals(array, buffer));
    }

    [Fact]
    public void Drop_SomeRows_TakesTheMemoryOver()
    {
        var batch = EveryTypeTable.Rows("a", "b", "c", "d");
        var buffer = BufferOf(batch);
        var left = batch.Drop([1]);
        batch.Release();

        Drain(buffer.Length);
        Texts(left).Should().Equal("a", "c", "d");
        left.Parts.Should().HaveCount(2, "c and d are still together");

        left.Release();
        Drain(buffer.Length).Should().ContainSingle(array => ReferenceEquals(array, buffer));
    }

    [Theory]
    [InlineData(new int[0], "abcd")]
    [InlineData(new[] { 0 }, "bcd")]
    [InlineData(new[] { 3, 0, 3 }, "bc")]
    [InlineData(new[] { 1, 2 }, "ad")]
    [InlineData(new[] { 0, 1, 2, 3 }, "")]
    [InlineData(new[] { -1, 4 }, "abcd")]
    public void Without_OfABatchOrOfSeveralAsOne_LeavesTheOthers(int[] indexes, string left)
    {
        RowBatch[] batches = [EveryTypeTable.Rows("a", "b", "c", "d"), RowBatch.Concat([EveryTypeTable.Rows("a"), EveryTypeTable.Rows("b", "c"), EveryTypeTable.Rows("d")])];
        foreach (var batch in batches)
        {
            var rest = batch.Without(indexes);

            string.Concat(Texts(rest)).Should().Be(left);
            rest.Count.Should().Be(left.Length);
            batch.RowsAt(indexes.ToHashSet()).Select(row => row.Row).Should().Equal(indexes.Where(index => index is >= 0 and < 4).Distinct().Order().Select(index => batch.Rows[index]));
        }
    }

    [Fact]
    public void Write_AnotherType_Throws()
    {
        var writer = new RowBatchWriter(Schema);
        writer.BeginRow();

        var act = () => writer.WriteInt64(Schema.Column("text"), 1);

        act.Should().Throw<InvalidOperationException>().WithMessage("Column text is of type STRING*");
    }

    [Fact]
    public void Write_NoRowStarted_Throws()
    {
        var act = () => new RowBatchWriter(Schema).WriteInt64(Schema.Column("whole"), 1);

        act.Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Without_RejectedRows_KeepsTheOthersInOrder()
    {
        var left = EveryTypeTable.Rows("a", "b", "c", "d").Without([1, 2]);

        left.Rows.Select(row => EveryType.Parser.ParseFrom(row).Text).Should().Equal("a", "d");
    }

    private static EveryType Decode(Action<RowBatchWriter> write)
    {
        var writer = new RowBatchWriter(Schema);
        writer.BeginRow();
        write(writer);
        writer.EndRow();
        return EveryType.Parser.ParseFrom(writer.ToBatch().Rows.Single());
    }

    private static IEnumerable<string> Texts(RowBatch batch) => batch.Rows.Select(row => EveryType.Parser.ParseFrom(row).Text);

    private static byte[] BufferOf(RowBatch batch) =>
        MemoryMarshal.TryGetArray(batch.Parts[0], out var segment) ? segment.Array! : throw new InvalidOperationException("The rows are in no array.");

    /// <summary>Takes whatever arrays of a length the pool has to give, and writes over them.</summary>
    private static List<byte[]> Drain(int length)
    {
        var arrays = Enumerable.Range(0, 200).Select(_ => ArrayPool<byte>.Shared.Rent(length)).ToList();
        foreach (var array in arrays) array.AsSpan().Fill(0xFF);
        return arrays;
    }

    private delegate void RowWriting(ref RowSpan span);
}
