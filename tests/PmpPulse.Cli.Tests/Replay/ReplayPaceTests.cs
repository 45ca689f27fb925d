using PmpPulse.Cli.Replay;

namespace PmpPulse.Cli.Tests.Replay;

/// <summary>Limits: messages per second, and bytes per second of one ordering key.</summary>
public sealed class ReplayPaceTests
{
    private static readonly DateTimeOffset Start = new(2025, 10, 18, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Reserve_SmallMessages_ObeysMessagesPerSecond()
    {
        var pace = new ReplayPace(4, TimeProvider.System);

        Enumerable.Range(0, 5).Select(_ => (pace.Reserve("k", 10, Start) - Start).TotalSeconds).Should().Equal(0, 0.25, 0.5, 0.75, 1);
    }

    [Fact]
    public void Reserve_LargeMessagesOfOneKey_StaysUnderOneMegabytePerSecond()
    {
        var pace = new ReplayPace(1_000, TimeProvider.System);

        Enumerable.Range(0, 4).Select(_ => (pace.Reserve("k", 2_000_000, Start) - Start).TotalSeconds).Should().Equal(0, 2, 4, 6);
    }

    [Fact]
    public void Reserve_OtherKeysOrNone_DoNotWaitForItsBytes()
    {
        var pace = new ReplayPace(1_000, TimeProvider.System);
        pace.Reserve("k", 9_000_000, Start);

        (pace.Reserve("other", 1, Start) - Start).TotalSeconds.Should().BeApproximately(0.001, 1e-6);
        (pace.Reserve("", 9_000_000, Start) - Start).TotalSeconds.Should().BeApproximately(0.002, 1e-6);
        (pace.Reserve("", 9_000_000, Start) - Start).TotalSeconds.Should().BeApproximately(0.003, 1e-6);
    }
}
