using PmpPulse.Operations.Refusals;

namespace PmpPulse.Operations.Steps;

/// <summary>Runs steps that must all be tried: one that fails, or hangs, keeps none of the others from its turn.</summary>
public sealed class StepRunner(Target target, IProgress<string> progress, TimeProvider clock)
{
    private static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(40);

    private readonly List<StepOutcome> _outcomes = [];

    /// <summary>The steps so far.</summary>
    public IReadOnlyList<StepOutcome> Outcomes => _outcomes;

    /// <summary>Runs a step; what goes wrong becomes its outcome.</summary>
    /// <param name="step">What is to be done, in words.</param>
    /// <param name="run">Does it, and says whether there was anything to do, with a detail or none.</param>
    /// <param name="cancellationToken">The operator gave up: ends this step and all after it.</param>
    /// <param name="patience">How long it may take; 40 s where null.</param>
    /// <exception cref="OperationCanceledException">The operator gave up.</exception>
    public async Task<StepOutcome> RunAsync(
        string step, Func<CancellationToken, Task<(StepResult Result, string? Detail)>> run, CancellationToken cancellationToken, TimeSpan? patience = null)
    {
        progress.Report(step);
        using var timeout = new CancellationTokenSource(patience ?? UsualPatience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        StepOutcome outcome;
        try
        {
            var (result, detail) = await run(both.Token);
            outcome = new StepOutcome(step, result, detail);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is not OperationCanceledException)
        {
            // a step's own fault must not keep the next from its turn either
            outcome = new StepOutcome(step, StepResult.Failed, Failures.Explain(exception, target) ?? $"{exception.GetType().Name}: {exception.Message}")
            {
                IsMisuse = Failures.IsMisuse(exception),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            outcome = new StepOutcome(step, StepResult.Failed, Failures.NoAnswer(patience ?? UsualPatience, target));
        }

        _outcomes.Add(outcome);
        return outcome;
    }
}
