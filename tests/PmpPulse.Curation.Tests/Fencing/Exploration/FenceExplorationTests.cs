namespace PmpPulse.Curation.Tests.Fencing.Exploration;

/// <summary>Explores the real write stage, not a model of it.</summary>
public sealed class FenceExplorationTests(ITestOutputHelper output)
{
    [Theory]
    [Trait("Category", "Slow")]
    [InlineData(1, 0, 1)]
    [InlineData(0, 1, 1)]
    public void Run_TwoWorkersInEveryOrder_WriteEachSnapshotExactlyOnce(int faults, int crashes, int redeliveries)
    {
        var exploration = new FenceExploration([FenceTests.Snapshot(1), FenceTests.Snapshot(2)], faults, crashes, redeliveries);
        var wrong = exploration.Run();
        output.WriteLine($"{exploration.States:N0} states in {exploration.Runs:N0} runs");
        wrong.Should().BeNull();
        exploration.States.Should().BeGreaterThan(20_000, "every run must offer choices");
    }

    [Theory]
    [InlineData(CloudFlaw.FinalizeDoesNothing, 0)]
    [InlineData(CloudFlaw.ETagsIgnored, 0)]
    [InlineData(CloudFlaw.OffsetsIgnored, 1)]
    public void Run_BigQueryBreaksAGuarantee_FindsDuplicateRows(CloudFlaw flaw, int faults) =>
        new FenceExploration([FenceTests.Snapshot(1), FenceTests.Snapshot(2)], faults, 0, 1, flaw).Run().Should().StartWith("rows are duplicated");
}
