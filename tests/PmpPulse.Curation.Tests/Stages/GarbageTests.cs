using PmpPulse.Contracts.Events;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.Tests.Support;

namespace PmpPulse.Curation.Tests.Stages;

/// <summary>What a message leaves to the garbage collector once its rows are written.</summary>
public sealed class GarbageTests
{
    private const int Repetitions = 200;
    private const int Stations = 1_500;

    [Fact]
    public void Curate_AWholeSnapshot_LeavesUnder16Kilobytes() => Garbage(Feed(), Stations).Should().BeLessThan(16_000);

    [Fact]
    public void Curate_AGzippedSnapshot_LeavesUnder16Kilobytes() => Garbage(EventEncoding.Pack(Feed()), Stations).Should().BeLessThan(16_000);

    [Fact]
    public void Curate_EverySecondStationFlagged_LeavesUnder16Kilobytes()
    {
        var feed = Feed(station => station % 2 == 0 ? Closed(station) : Station(station));

        Garbage(feed, Stations).Should().BeLessThan(16_000);
    }

    [Fact]
    public void Curate_OneIdRepeated_LeavesUnder32Kilobytes()
    {
        var feed = Feed(station => station == 700 ? Closed(699) : Station(station));

        Garbage(feed, Stations - 1).Should().BeLessThan(32_000);
    }

    /// <summary>Bytes a message. What makes full collections, arrays of over 85,000 bytes, would be far more.</summary>
    private static long Garbage(ReadOnlyMemory<byte> data, int rows)
    {
        var message = new SourceMessage("m", data);
        var curator = StatusFeed.Curator();
        for (var warm = 0; warm < 5; warm++) curator.Curate(message).Rows!.Release();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var count = 0; count < Repetitions; count++)
        {
            var curated = curator.Curate(message);
            if (curated.Rows!.Count != rows) throw new InvalidOperationException($"There are {curated.Rows.Count} rows.");
            curated.Rows.Release();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Repetitions;
    }

    private static byte[] Feed(Func<int, string>? station = null) =>
        Messages.Envelope(Messages.Feed([.. Enumerable.Range(0, Stations).Select(station ?? Station)]), Messages.EventTs);

    private static string Station(int number) => CuratorTests.Velib.Replace("213688169", $"{213_000_000 + number}", StringComparison.Ordinal);

    /// <summary>Such a station has a flag.</summary>
    private static string Closed(int number) => Station(number).Replace("\"is_installed\":1", "\"is_installed\":0", StringComparison.Ordinal);
}
