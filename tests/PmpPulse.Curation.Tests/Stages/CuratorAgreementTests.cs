using System.Text;
using CsCheck;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.Tests.Support;
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
        Gen.Int.Sample(seed => { Interlocked.Add(ref rows, Agreement.Compare(Generated(seed))); }, iter: 4_000);
        rows.Should().BeGreaterThan(2_000, "a generator that produces only errors would prove nothing");
    }

    [Fact]
    public void Curate_BrokenFeeds_AgreesWithTheReference()
    {
        var rows = 0;
        Gen.Int.Sample(seed =>
        {
            var generator = new FeedGenerator(new Random(seed));
            Interlocked.Add(ref rows, Agreement.Compare(Messages.OfBody(generator.BrokenFeed(), Messages.EventTs, generator.SystemTypes())));
        }, iter: 4_000);
        rows.Should().BeGreaterThan(2_000, "a broken feed still has stations");
    }

    [Fact]
    public void Curate_MutatedMessages_AgreesWithTheReference() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        Agreement.Compare(ByteMutator.Mutate(random, Messages.Envelope(new FeedGenerator(random).Feed(), Chance(random) ? null : Messages.EventTs)));
    }, iter: 4_000);

    [Fact]
    public void Curate_MutatedVelibStation_AgreesWithTheReference() => Gen.Int.Sample(seed =>
    {
        var feed = Encoding.UTF8.GetBytes(Messages.Feed(CuratorTests.Velib, CuratorTests.Velib.Replace("213688169", "\"b\"", StringComparison.Ordinal)));
        var mutated = ByteMutator.Mutate(new Random(seed), feed);
        if (mutated.AsSpan().IndexOfAnyExcept(" \r\n\t"u8) >= 0) Agreement.Compare(Messages.Envelope(mutated, Messages.EventTs));
    }, iter: 4_000);

    [Fact]
    public void Curate_AnyBytes_AgreesWithTheReference() => Gen.Byte.Array[0, 300].Sample(bytes => { Agreement.Compare(bytes); });

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
            Agreement.Compare(message.Data.ToArray()).Should().Be(header.Count, "nothing is dead-lettered");
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
}
