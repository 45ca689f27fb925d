using System.Text;
using CsCheck;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.Tests.Support;
using PmpPulse.Curation.ValidateRow;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.StationStatus;
using PmpPulse.Testing;

namespace PmpPulse.Curation.Tests.Stages;

/// <summary>The hot path must agree with the reference reader on every message.</summary>
public sealed class CuratorAgreementTests
{
    [Fact]
    public void Curate_GeneratedFeeds_AgreesWithTheReference()
    {
        var rows = 0;
        Gen.Int.Sample(seed => { Interlocked.Add(ref rows, Compare(Generated(seed))); }, iter: 4_000);
        rows.Should().BeGreaterThan(2_000, "a generator that produces only errors would prove nothing");
    }

    [Fact]
    public void Curate_BrokenFeeds_AgreesWithTheReference()
    {
        var rows = 0;
        Gen.Int.Sample(seed =>
        {
            var generator = new FeedGenerator(new Random(seed));
            Interlocked.Add(ref rows, Compare(Messages.OfBody(generator.BrokenFeed(), Messages.EventTs, generator.SystemTypes())));
        }, iter: 4_000);
        rows.Should().BeGreaterThan(2_000, "a broken feed still has stations");
    }

    [Fact]
    public void Curate_MutatedMessages_AgreesWithTheReference() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        Compare(ByteMutator.Mutate(random, Messages.Envelope(new FeedGenerator(random).Feed(), Chance(random) ? null : Messages.EventTs)));
    }, iter: 4_000);

    [Fact]
    public void Curate_MutatedVelibStation_AgreesWithTheReference() => Gen.Int.Sample(seed =>
    {
        var feed = Encoding.UTF8.GetBytes(Messages.Feed(CuratorTests.Velib, CuratorTests.Velib.Replace("213688169", "\"b\"", StringComparison.Ordinal)));
        var mutated = ByteMutator.Mutate(new Random(seed), feed);
        if (mutated.AsSpan().IndexOfAnyExcept(" \r\n\t"u8) >= 0) Compare(Messages.Envelope(mutated, Messages.EventTs));
    }, iter: 4_000);

    [Fact]
    public void Curate_AnyBytes_AgreesWithTheReference() => Gen.Byte.Array[0, 300].Sample(bytes => { Compare(bytes); });

    [Theory]
    [InlineData("velib-2025-10-18", 1, 0)]
    [InlineData("baywheels-2023-07", 48, 3)]
    public void Curate_RecordedFeeds_AgreesWithTheReference(string folder, int files, int plainlyRead)
    {
        var path = SharedData.Find(folder);
        if (path is null) Assert.Skip(SharedData.SkipReason);
        var statuses = Directory.GetFiles(path, "station_status*.json");
        statuses.Should().HaveCount(files);
        foreach (var file in statuses)
        {
            var header = FeedHeaderReader.Read(File.ReadAllBytes(file), StationStatusFeed.List).Header!;
            var message = new SourceMessage("m", Messages.Envelope(header.Body, header.PublishedAt));
            Compare(message.Data.ToArray()).Should().Be(header.Count, "nothing is dead-lettered");
            StatusFeed.Curator().Curate(message).Counts.ReferenceRead.Should().BeLessThanOrEqualTo(plainlyRead, "a recorded feed must stay on the hot path");
        }
    }

    private static byte[] Generated(int seed)
    {
        var random = new Random(seed);
        var generator = new FeedGenerator(random);
        return Messages.OfBody(Encoding.UTF8.GetBytes(generator.Feed()), Messages.EventTs, generator.SystemTypes(), Chance(random) ? Messages.EventTs.AddHours(-1) : null);
    }

    private static bool Chance(Random random) => random.Next(10) == 0;

    private static int Compare(byte[] bytes)
    {
        var message = new SourceMessage("m1", bytes);
        var hot = StatusFeed.Curator().Curate(message);
        var plain = StatusFeed.Curator().CurateByReference(message);

        Describe(hot).Should().Be(Describe(plain), "of {0}", Text(bytes));
        return hot.Rows?.Count ?? 0;
    }

    private static string Describe(CuratedMessage message)
    {
        var text = new StringBuilder();
        text.AppendLine($"{message.Snapshot} passed by {message.IsSkipped} {message.Counts.Elements} {message.Counts.Rows} {message.Envelope?.Key} {message.Envelope?.EventTs:O} {message.Envelope?.IngestTs:O}");
        foreach (var row in message.Rows?.Rows ?? []) text.AppendLine(row.ToBase64());
        foreach (var dead in message.DeadLetters)
        {
            text.AppendLine($"{dead.Stage} {dead.ErrorType} {dead.ErrorMessage} {dead.ElementId} {dead.Meta} {Text(dead.Raw)} {dead.RowJson?.Length} {dead.Data?.Length}");
        }

        return text.ToString();
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
