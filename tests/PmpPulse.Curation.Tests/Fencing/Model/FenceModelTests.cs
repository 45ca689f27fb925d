namespace PmpPulse.Curation.Tests.Fencing.Model;

/// <summary>
/// Every interleaving of two workers over two messages that may come in any batch, at any time, to either or both. Crashes, lost requests
/// and lost answers may happen at any step any number of times, and one request at a time may arrive after its caller stopped waiting.
/// </summary>
public sealed class FenceModelTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("Category", "Slow")]
    public void Run_FenceAsBuilt_HoldsInEveryState()
    {
        var (checker, trace) = Check(FenceRules.AsBuilt);
        trace.Should().BeNull();
        checker.States.Should().Be(109_954, "a different number means a different model, and docs/adr/003 states it");
    }

    [Fact]
    public void Run_FinalizeOvertakesAppends_FindsTheDuplicateRow() =>
        Check(FenceRules.FinalizeOvertakesAppends).Trace.Should().NotBeNull("the fence relies on something Google doesn't guarantee").And.Subject.Last().Should().Contain("twice");

    [Theory]
    [InlineData(FenceRules.NoFinalize, "twice")]
    [InlineData(FenceRules.LoadFirst, "twice")]
    [InlineData(FenceRules.NoCompare, "twice")]
    [InlineData(FenceRules.NoOffset, "twice")]
    [InlineData(FenceRules.TrustLostCompareAndSet, "twice")]
    [InlineData(FenceRules.KeepOwnership, "left alone")]
    [InlineData(FenceRules.KeepOwnership | FenceRules.TrustAlreadyExists, "left alone")]
    [InlineData(FenceRules.EarlyAcknowledgement, "not in the table")]
    internal void Run_FenceWithAMistake_FindsIt(FenceRules mistake, string broken) =>
        Check(mistake).Trace.Should().NotBeNull().And.Subject.Last().Should().Contain(broken);

    /// <summary>Two rules of the fence are redundant. This shows that they are, and that nothing else depends on them.</summary>
    [Theory]
    [Trait("Category", "Slow")]
    [InlineData(FenceRules.LoadBeforeCompareAndSet)]
    [InlineData(FenceRules.TrustAlreadyExists)]
    internal void Run_FenceWithoutRedundantRules_StillHolds(FenceRules rules) => Check(rules).Trace.Should().BeNull();

    private (ModelChecker Checker, IReadOnlyList<string>? Trace) Check(FenceRules rules)
    {
        var checker = new ModelChecker(new FenceModel(rules));
        var trace = checker.Run();
        output.WriteLine($"{rules}: {checker.States:N0} states, {checker.Transitions:N0} transitions, {(trace is null ? "all visited" : $"broken after {trace.Count - 1} steps:")}");
        foreach (var step in trace ?? []) output.WriteLine($"  {step}");
        return (checker, trace);
    }
}
