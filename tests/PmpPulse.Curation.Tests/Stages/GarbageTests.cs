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
    public void Curate_AWholeSnapshot_LeavesUnder16Kilobytes(bool isGzipped)
    {
        var bytes = Support.Messages.Envelope(Support.Messages.Feed([.. Enumerable.Range(0, 1_500).Select(id => CuratorTests.Velib.Replace("213688169", $"{213_000_000 + id}", StringComparison.Ordinal))]), Support.Messages.EventTs);
        var message = new SourceMessage("m", isGzipped ? Contracts.Events.EventEncoding.Pack(bytes) : bytes);
        var curator = StatusFeed.Curator();
        for (var warm = 0; warm < 5; warm++) curator.Curate(message).Rows!.Release();
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var count = 0; count < Messages; count++)
        {
            var curated = curator.Curate(message);
            curated.Rows!.Count.Should().Be(1_500);
            curated.Rows.Release();
        }

        // the assertions in the loop have their own share; what makes full collections, arrays of over 85,000 bytes, would be far more
        ((GC.GetAllocatedBytesForCurrentThread() - before) / Messages).Should().BeLessThan(16_000);
    }
}
