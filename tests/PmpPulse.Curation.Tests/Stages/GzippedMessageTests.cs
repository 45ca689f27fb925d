using System.Text;
using CsCheck;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.Curation.DeadLetters;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.Tests.Support;
using PmpPulse.Curation.ValidateRow;

namespace PmpPulse.Curation.Tests.Stages;

public sealed class GzippedMessageTests
{
    [Fact]
    public void Curate_Gzipped_EqualsThePlainMessage()
    {
        // one curator for all: it reuses the buffer that it unpacks messages into
        var curator = StatusFeed.Curator();
        Gen.Int.Sample(seed =>
        {
            var plain = new SourceMessage("m", Messages.Envelope(new FeedGenerator(new Random(seed)).Feed(), Messages.EventTs));
            var packed = plain with { Data = EventEncoding.Pack(plain.Data) };
            var expected = Describe(StatusFeed.Curator().Curate(plain));
            Describe(curator.Curate(packed)).Should().Be(expected);
            Describe(curator.CurateByReference(packed)).Should().Be(expected);
        }, iter: 1_000, threads: 1);
    }

    [Fact]
    public void Curate_GzippedWithABadStation_DeadLetterSurvivesTheNextMessage()
    {
        var curator = StatusFeed.Curator();
        var first = curator.Curate(Packed("""{"station_id":1}""", """{"station_id":2,"num_bikes_available":-1}"""));
        curator.Curate(Packed("""{"station_id":3}""", """{"station_id":4,"num_bikes_available":-4}"""));
        curator.Curate(Packed("""{"station_id":5}"""));
        Encoding.UTF8.GetString(first.DeadLetters.Single().RowJson!.Value.Span).Should().Be("""{"station_id":2,"num_bikes_available":-1}""");
        DecodedRow.Decode(first.Rows!).Single().Text("raw_station_json").Should().Be("""{"station_id":1}""");
    }

    [Fact]
    public void Curate_GzippedNotAnEnvelope_IsReadableInRawAndUnchangedInData()
    {
        var message = new SourceMessage("m", EventEncoding.Pack("""{"key":"k"}"""u8.ToArray()));
        var dead = StatusFeed.Curator().Curate(message).DeadLetters.Single();
        (dead.Stage, dead.ErrorType).Should().Be((Stage.ParseNormalize, ReadErrors.MissingField));
        DeadLetterTable.Readable(dead.Raw.Span).Should().Be("""{"key":"k"}""");
        dead.Data!.Value.ToArray().Should().Equal(message.Data.ToArray());
    }

    [Fact]
    public void Curate_BrokenGzip_IsDeadLetteredWhole()
    {
        var data = EventEncoding.Pack(Messages.Envelope(Messages.Feed(CuratorTests.Velib), Messages.EventTs)).ToArray();
        data[data.Length / 2] ^= 0x55;
        var message = new SourceMessage("m", data);
        foreach (var curated in new[] { StatusFeed.Curator().Curate(message), StatusFeed.Curator().CurateByReference(message) })
        {
            var dead = curated.DeadLetters.Single();
            (dead.Stage, dead.ErrorType).Should().Be((Stage.ParseNormalize, ReadErrors.GzipInvalid));
            dead.Data!.Value.ToArray().Should().Equal(data);
            dead.Raw.ToArray().Should().Equal(data);
        }
    }

    private static SourceMessage Packed(params string[] stations)
    {
        var plain = Messages.OfStations(stations);
        return plain with { Data = EventEncoding.Pack(plain.Data) };
    }

    private static string Describe(CuratedMessage message) => string.Join('\n',
    [
        $"{message.Snapshot} {message.Counts.Elements} {message.Counts.Rows} {message.IsSkipped}",
        .. (message.Rows?.Rows ?? []).Select(row => row.ToBase64()),
        .. message.DeadLetters.Select(dead => $"{dead.Stage} {dead.ErrorType} {dead.ElementId} {Encoding.UTF8.GetString(dead.Raw.Span)} {dead.Meta}"),
    ]);
}
