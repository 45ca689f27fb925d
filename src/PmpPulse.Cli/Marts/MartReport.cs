using PmpPulse.Warehouse.Deployment;

namespace PmpPulse.Cli.Marts;

/// <summary>A mart and its difference from its file.</summary>
/// <param name="Mart">Dataset and view.</param>
/// <param name="State"><c>same</c>, <c>missing</c>, <c>changed</c>, <c>other_kind</c>, or <c>unknown</c>: no file defines it.</param>
/// <param name="Lines">Lines of the query, removed ones marked <c>-</c>, added ones <c>+</c>; empty when nothing changed.</param>
internal sealed record MartReport(string Mart, string State, IReadOnlyList<string> Lines)
{
    public static MartReport From(MartDifference difference) => new(
        difference.Name.ToString(),
        difference.State == MartState.OtherKind ? "other_kind" : difference.State.ToString().ToLowerInvariant(),
        difference.State is MartState.Changed or MartState.OtherKind ? LineDiff.Of(difference.DeployedQuery ?? "", difference.FileQuery ?? "") : []);
}
