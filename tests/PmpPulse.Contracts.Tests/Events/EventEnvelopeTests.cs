using System.Text;
using System.Text.Json;
using CsCheck;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.Testing;

namespace PmpPulse.Contracts.Tests.Events;

public sealed class EventEnvelopeTests
{
    private const string Good =
        """{"ingest_ts":"2025-10-18T09:09:30.25Z","event_ts":"2025-10-18T09:09:16Z","source":"velib","event_type":"station_status_snapshot","key":"velib:station_status_snapshot","payload":{"a": [1,2]}}""";

    private static readonly DateTimeOffset IngestTs = DateTimeOffset.FromUnixTimeMilliseconds(1760778570250);

    [Fact]
    public void Write_Envelope_HasTheDocumentedForm()
    {
        var envelope = new EventEnvelope(
            IngestTs, DateTimeOffset.FromUnixTimeSeconds(1760778556), "velib", SnapshotEvents.StationStatus, "velib:station_status_snapshot", Bytes("""{"a": [1,2]}"""));

        Text(EventEnvelopeWriter.ToBytes(envelope)).Should().Be(Good.Replace("30.25Z", "30.250000Z", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_WrittenEnvelope_RoundTrips() => Gen.Select(Gen.Long[0, 253402300799999999], Gen.Long[0, 253402300799999999].Nullable(), Gen.String.Where(IsText), Gen.String.Where(IsText))
        .Sample((ingest, @event, source, key) =>
        {
            var envelope = new EventEnvelope(Time(ingest), @event is { } t ? Time(t) : null, "s" + source, "x", "k" + key, Bytes("""{"n":1.50,"s":"\u00e9é"}"""));
            var read = EventEnvelopeReader.Read(EventEnvelopeWriter.ToBytes(envelope));
            read.Succeeded.Should().BeTrue();
            read.Envelope.Should().BeEquivalentTo(envelope, options => options.Excluding(e => e.Payload));
            Text(read.Envelope!.Payload).Should().Be(Text(envelope.Payload));

            EventEnvelopeReader.TryReadUnverified(EventEnvelopeWriter.ToBytes(envelope), out var unverified).Should().BeTrue();
            unverified.Should().BeEquivalentTo(read.Envelope, options => options.Excluding(e => e!.Payload));
            Text(unverified.Payload).Should().Be(Text(envelope.Payload));
        }, iter: 300);

    [Fact]
    public void Read_Payload_IsASliceOfTheMessage()
    {
        var message = Encoding.UTF8.GetBytes(Good);
        var payload = EventEnvelopeReader.Read(message).Envelope!.Payload;

        payload.Span.Overlaps(message, out var offset).Should().BeTrue();
        Text(payload).Should().Be("""{"a": [1,2]}""");
        offset.Should().Be(-Good.IndexOf("""{"a": """, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""null""")]
    [InlineData("\"\"")]
    [InlineData("\" \"")]
    public void Read_NoEventTime_FallsBackToIngestTime(string eventTs)
    {
        var envelope = EventEnvelopeReader.Read(Bytes(Good.Replace("\"2025-10-18T09:09:16Z\"", eventTs, StringComparison.Ordinal))).Envelope!;
        envelope.EventTs.Should().BeNull();
        envelope.EffectiveEventTs.Should().Be(IngestTs);
    }

    [Fact]
    public void Read_EventTimeAbsent_FallsBackToIngestTime() =>
        EventEnvelopeReader.Read(Bytes(Good.Replace("\"event_ts\":\"2025-10-18T09:09:16Z\",", "", StringComparison.Ordinal))).Envelope!.EffectiveEventTs.Should().Be(IngestTs);

    [Fact]
    public void Read_PayloadAsString_IsUnwrapped() =>
        Text(EventEnvelopeReader.Read(Bytes(Good.Replace("""{"a": [1,2]}""", "\" {\\\"a\\\": \\u005b1]} \"", StringComparison.Ordinal))).Envelope!.Payload).Should().Be("""{"a": [1]}""");

    [Theory]
    [InlineData("{\"data\":{\"stations\":[{\"a\":NaN}]}}", null)]
    [InlineData("<html>\"\\\u0001\u007f\u2028é😀</html>", null)]
    [InlineData("", null)]
    [InlineData("\uFEFF x ", null)]
    [InlineData("H\u00f4tel", "base64")]
    public void Write_BodyNotJson_RoundTripsByteForByte(string body, string? encoding)
    {
        var bytes = encoding is null ? Encoding.UTF8.GetBytes(body) : Encoding.Latin1.GetBytes(body);
        var envelope = new EventEnvelope(IngestTs, null, "s", "t", "k", bytes) { PayloadIsJson = false };

        var written = EventEnvelopeWriter.ToBytes(envelope);

        var read = EventEnvelopeReader.Read(written).Envelope!;
        read.PayloadIsJson.Should().BeFalse();
        read.Payload.ToArray().Should().Equal(bytes);
        JsonDocument.Parse(written).RootElement.TryGetProperty("payload_encoding", out var said).Should().Be(encoding is not null);
        if (encoding is not null) said.GetString().Should().Be(encoding);
        JsonDocument.Parse(EventEnvelopeWriter.PayloadToJson(envelope)).RootElement.ValueKind.Should().Be(JsonValueKind.String);
        EventEnvelopeReader.TryReadUnverified(written, out _).Should().BeFalse("its stations must be searched for");
    }

    [Fact]
    public void Write_VehicleTypes_AreBesideThePayload()
    {
        var types = VehicleTypes.ToJson([new VehicleType("1", "bicycle", "human"), new VehicleType("é", "bicycle", null)]);
        var written = EventEnvelopeWriter.ToBytes(new EventEnvelope(IngestTs, null, "s", "t", "k", Bytes("{}")) { VehicleTypes = types });

        Text(written).Should().Contain("""
            "vehicle_types":[{"vehicle_type_id":"1","form_factor":"bicycle","propulsion_type":"human"},{"vehicle_type_id":"é","form_factor":"bicycle"}],"payload":{}
            """.Trim());
        EventEnvelopeReader.TryReadUnverified(written, out var hot).Should().BeTrue();
        foreach (var read in new[] { EventEnvelopeReader.Read(written).Envelope!, hot })
        {
            VehicleTypes.Read(read.VehicleTypes).Should().Equal(new VehicleType("1", "bicycle", "human"), new VehicleType("é", "bicycle", null));
        }
    }

    [Theory]
    [InlineData("3", "")]
    [InlineData("null", "")]
    [InlineData("{\"vehicle_type_id\":\"1\",\"form_factor\":\"car\"}", "")]
    [InlineData("[3,null,[],{},{\"vehicle_type_id\":7,\"form_factor\":\"bicycle\",\"propulsion_type\":3},{\"vehicle_type_id\":\"8\"},{\"\\ud800\":1,\"vehicle_type_id\":\"\\ud800\",\"form_factor\":\"car\"}]", "7 bicycle ")]
    [InlineData("[{\"vehicle_type_id\":\"7\",\"form_factor\":\"car\"},{\"vehicle_type_id\":7,\"form_factor\":\"bicycle\",\"propulsion_type\":\"human\"}]", "7 bicycle human")]
    public void Read_AnyVehicleTypes_LoseNothingElse(string types, string expected)
    {
        var read = EventEnvelopeReader.Read(Bytes($$"""{"vehicle_types":{{types}},{{Good[1..]}}""")).Envelope!;
        string.Join(';', VehicleTypes.Read(read.VehicleTypes).Select(type => $"{type.Id} {type.FormFactor} {type.PropulsionType}")).Should().Be(expected);
    }

    [Fact]
    public void Read_DuplicateProperties_LastWins() =>
        EventEnvelopeReader.Read(Bytes("""{"source":"first","ingest_ts":5,""" + Good[1..])).Envelope!.Source.Should().Be("velib");

    [Fact]
    public void Read_AnyOrderWithUnknownProperties_IsRead()
    {
        var read = EventEnvelopeReader.Read(Bytes("""
            {"payload":{},"extra":{"payload":5},"key":"k","event_type":"t","\u0073ource":"s","ingest_ts":"2025-10-18T11:09:30+02:00"}
            """));
        read.Envelope!.Source.Should().Be("s");
        read.Envelope.IngestTs.Should().Be(DateTimeOffset.FromUnixTimeSeconds(1760778570));
    }

    [Theory]
    [InlineData("", ReadErrors.Empty)]
    [InlineData(" \r\n", ReadErrors.Empty)]
    [InlineData("null", ReadErrors.NotAnObject)]
    [InlineData("[]", ReadErrors.NotAnObject)]
    [InlineData("\"x\"", ReadErrors.NotAnObject)]
    [InlineData("17", ReadErrors.NotAnObject)]
    [InlineData("[] []", ReadErrors.NotJson)]
    [InlineData("hello", ReadErrors.NotJson)]
    [InlineData("<html>", ReadErrors.NotJson)]
    [InlineData("{", ReadErrors.NotJson)]
    [InlineData("{\"payload\":{\"a\":[", ReadErrors.NotJson)]
    [InlineData(Good + "x", ReadErrors.NotJson)]
    [InlineData(Good + "{}", ReadErrors.NotJson)]
    [InlineData("{}", ReadErrors.MissingField)]
    public void Read_NotAnEnvelope_IsATypedError(string text, string type)
    {
        var read = EventEnvelopeReader.Read(Bytes(text));
        read.Succeeded.Should().BeFalse();
        read.Error!.Type.Should().Be(type);
        EventEnvelopeReader.TryReadUnverified(Bytes(text), out _).Should().BeFalse();
    }

    [Theory]
    [InlineData("\"ingest_ts\":\"2025-10-18T09:09:30.25Z\"", "\"ingest_ts\":\"yesterday\"", ReadErrors.InvalidField)]
    [InlineData("\"ingest_ts\":\"2025-10-18T09:09:30.25Z\"", "\"ingest_ts\":1760778570", ReadErrors.InvalidField)]
    [InlineData("\"ingest_ts\":\"2025-10-18T09:09:30.25Z\"", "\"ingest_ts\":null", ReadErrors.MissingField)]
    [InlineData("\"event_ts\":\"2025-10-18T09:09:16Z\"", "\"event_ts\":\"soon\"", ReadErrors.InvalidField)]
    [InlineData("\"event_ts\":\"2025-10-18T09:09:16Z\"", "\"event_ts\":{}", ReadErrors.InvalidField)]
    [InlineData("\"source\":\"velib\"", "\"source\":\"\"", ReadErrors.MissingField)]
    [InlineData("\"source\":\"velib\"", "\"source\":\"\\ud800\"", ReadErrors.InvalidField)]
    [InlineData("\"source\":\"velib\"", "\"\\ud800\":\"velib\"", ReadErrors.MissingField)]
    [InlineData("\"payload\":{\"a\": [1,2]}", "\"payload\":null", ReadErrors.MissingField)]
    [InlineData("\"payload\":{\"a\": [1,2]}", "\"payload\":\"\\ud800\"", ReadErrors.InvalidField)]
    [InlineData("\"payload\":{\"a\": [1,2]}", "\"payload_encoding\":\"base64\",\"payload\":{}", ReadErrors.InvalidField)]
    [InlineData("\"payload\":{\"a\": [1,2]}", "\"payload\":\"e30\",\"payload_encoding\":\"base64\"", ReadErrors.InvalidField)]
    [InlineData("\"payload\":{\"a\": [1,2]}", "\"payload\":\"e3 0=\",\"payload_encoding\":\"base64\"", ReadErrors.InvalidField)]
    [InlineData("\"payload\":{\"a\": [1,2]}", "\"payload\":\"e31=\",\"payload_encoding\":\"base64\"", ReadErrors.InvalidField)]
    [InlineData("\"payload\":{\"a\": [1,2]}", "\"payload\":\"x\",\"payload_encoding\":\"zip\"", ReadErrors.InvalidField)]
    [InlineData("\"payload\":{\"a\": [1,2]}", "\"payload\":\"x\",\"payload_encoding\":3", ReadErrors.InvalidField)]
    public void Read_FaultyProperty_IsATypedErrorAndKeepsTheRest(string good, string bad, string type)
    {
        var read = EventEnvelopeReader.Read(Bytes(Good.Replace(good, bad, StringComparison.Ordinal)));
        read.Error!.Type.Should().Be(type);
        read.Meta.Key.Should().Be("velib:station_status_snapshot");
        read.Meta.ToJson().Should().Contain("\"event_type\":\"station_status_snapshot\"");
    }

    [Fact]
    public void Read_LoneSurrogate_IsReportedAsSuch() =>
        EventEnvelopeReader.Read(Bytes(Good.Replace("\"source\":\"velib\"", "\"source\":\"\\ud800\"", StringComparison.Ordinal))).Error!.Message
            .Should().Be("The envelope's source must be text; it is text with half a surrogate pair.");

    [Fact]
    public void Read_ByteOrderMark_IsIgnored() =>
        EventEnvelopeReader.Read(new byte[] { 0xEF, 0xBB, 0xBF }.Concat(Encoding.UTF8.GetBytes(Good)).ToArray()).Succeeded.Should().BeTrue();

    [Fact]
    public void Read_NotUtf8_SaysWhere()
    {
        var bytes = Encoding.UTF8.GetBytes(Good);
        bytes[40] = 0xFF;
        var error = EventEnvelopeReader.Read(bytes).Error!;
        error.Type.Should().Be(ReadErrors.NotUtf8);
        error.Message.Should().Contain("byte 40");
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(1_000_000, false)]
    public void Read_DeepPayload_IsBounded(int depth, bool succeeds)
    {
        var deep = new string('[', depth) + new string(']', depth);
        EventEnvelopeReader.Read(Bytes(Good.Replace("""{"a": [1,2]}""", deep, StringComparison.Ordinal))).Succeeded.Should().Be(succeeds);
        EventEnvelopeReader.Read(Bytes(Good.Replace("""{"a": [1,2]}""", $"\"{deep}\"", StringComparison.Ordinal))).Envelope!.PayloadIsJson.Should().Be(succeeds);
    }

    [Fact]
    public void Read_AnyBytes_DoesNotThrow()
    {
        Gen.Byte.Array[0, 200].Sample(bytes => { Check(bytes); });
        Gen.Int.Sample(seed => { Check(ByteMutator.Mutate(new Random(seed), Encoding.UTF8.GetBytes(Good))); }, iter: 5_000);

        static void Check(byte[] bytes)
        {
            var read = EventEnvelopeReader.Read(bytes);
            _ = read.Meta.ToJson();
            if (read.Succeeded == (read.Error is not null)) throw new InvalidOperationException("neither or both");

            // if the unverified read succeeds and the payload is well-formed, the full read must agree
            if (EventEnvelopeReader.TryReadUnverified(bytes, out var envelope) && IsObject(envelope.Payload))
            {
                read.Succeeded.Should().BeTrue();
                (read.Envelope! with { Payload = default }).Should().Be(envelope with { Payload = default });
                read.Envelope.Payload.Span.SequenceEqual(envelope.Payload.Span).Should().BeTrue();
            }
        }

        static bool IsObject(ReadOnlyMemory<byte> payload) => payload.Span.StartsWith("{"u8) && JsonTokens.CheckJson(payload.Span, JsonLimits.FeedDepth) is null;
    }

    [Fact]
    public void SnapshotId_KnownInput_IsTheDocumentedHash()
    {
        // (printf 'velib:station_status_snapshot\0001760778556000000'; head -c 210 /dev/zero; printf '[{"station_id":1}]') | xxhsum -H3
        var id = SnapshotId.Compute("velib:station_status_snapshot", DateTimeOffset.FromUnixTimeSeconds(1760778556), """[{"station_id":1}]"""u8);
        id.ToString("x16", System.Globalization.CultureInfo.InvariantCulture).Should().Be(ExpectedHash);
    }

    [Theory]
    [InlineData(-1, -1)]
    [InlineData(-10, -1)]
    [InlineData(-11, -2)]
    [InlineData(19, 1)]
    public void UnixMicroseconds_Ticks_RoundDown(long ticks, long microseconds) =>
        SnapshotId.UnixMicroseconds(DateTimeOffset.UnixEpoch.AddTicks(ticks)).Should().Be(microseconds);

    private const string ExpectedHash = "dd3189d4206f9500";

    private static bool IsText(string text) => text.EnumerateRunes().All(rune => rune != System.Text.Rune.ReplacementChar);

    private static DateTimeOffset Time(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * 10);

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
