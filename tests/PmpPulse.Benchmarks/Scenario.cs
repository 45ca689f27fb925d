using PmpPulse.Benchmarks.Measuring;
using PmpPulse.Benchmarks.Reporting;

namespace PmpPulse.Benchmarks;

/// <summary>One thing to measure. A scenario is one type, listed in <see cref="Scenarios.All"/>.</summary>
internal abstract class Scenario
{
    /// <summary>What <c>make bench SCENARIO=</c> calls it: lower case, words joined by hyphens.</summary>
    public abstract string Name { get; }

    /// <summary>What is measured, in one line.</summary>
    public abstract string Description { get; }

    /// <summary>Whether it runs only when it is named.</summary>
    public virtual bool IsLong => false;

    /// <summary>Measures it. A peer that can't be had here is reported by <see cref="BenchFigure.Without"/>, never left out.</summary>
    public abstract Task<IReadOnlyList<BenchFigure>> RunAsync(BenchContext context, CancellationToken cancellationToken);
}
