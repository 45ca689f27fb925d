using PmpPulse.Cli.Marts;

namespace PmpPulse.Cli.Tests.Marts;

public sealed class LineDiffTests
{
    [Fact]
    public void Of_OneLineChanged_ShowsItWithItsNeighbours()
    {
        var diff = LineDiff.Of("a\nb\nc\nd\ne\nf\ng", "a\nb\nc\nX\ne\nf\ng");

        diff.Should().Equal("…", "  b", "  c", "- d", "+ X", "  e", "  f", "…");
    }

    [Fact]
    public void Of_EqualTexts_ShowsNoChange() => LineDiff.Of("a\nb", "a\nb\n").Should().NotContain(line => line[0] == '-' || line[0] == '+');

    [Fact]
    public void Of_FromNothing_AddsEveryLine() => LineDiff.Of("", "a\nb").Should().Equal("- ", "+ a", "+ b");
}
