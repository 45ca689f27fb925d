using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.Tests.Support;

namespace PmpPulse.Curation.Tests.Stages;

/// <summary>What a message leaves to the garbage collector once its rows are written.</summary>
public sealed class GarbageTests
{
    private const int Messages = 200;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Curate_AWholeSnapshot_LeavesUnder16KilobytesAndNothingLarge(bool isGzipped)
    {
        var bytes = Support.Messages.Envelope(Support.Messages.Feed([.. Enumerable.Range(0, 1_500).Select(id => CuratorTests.Velib.Replace("213688169", $"{213_000_000 + id}", StringComparison.Ordinal))]), Support.Messages.EventTs);
        var message = new SourceMessage("m", isGzipped ? Contracts.Events.EventEncoding.Pack(bytes) : bytes);
        var curator = StatusFeed.Curator();
        for (var warm = 0; warm < 5; warm++) curator.Curate(message).Rows!.Release();
        var (before, collections) = (GC.GetAllocatedBytesForCurrentThread(), GC.CollectionCount(2));

        for (var count = 0; count < Messages; count++)
        {
            var curated = curator.Curate(message);
            curated.Rows!.Count.Should().Be(1_500);
            curated.Rows.Release();
        }

        // the assertion in the loop has its own share
        ((GC.GetAllocatedBytesForCurrentThread() - before) / Messages).Should().BeLessThan(16_000);
        (GC.CollectionCount(2) - collections).Should().BeLessThan(Messages / 20, "other tests collect, too, but a message that needed it would do so each time");
    }
}
