using PmpPulse.Operations.Refusals;

namespace PmpPulse.Operations.Steps;

/// <summary>Runs steps that must all be tried: one that fails or hangs does not keep the others from running.</summary>
public sealed class StepRunner(Target target, IProgress<string> progress, TimeProvider clock)
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(40);

    private readonly List<StepOutcome> _outcomes = [];

    /// <summary>The steps so far.</summary>
    public IReadOnlyList<StepOutcome> Outcomes => _outcomes;

    /// <summary>Runs a step; a failure becomes its outcome.</summary>
    /// <param name="step">Name of the step.</param>
    /// <param name="run">Does it, and returns whether there was anything to do, with an optional detail.</param>
    /// <param name="cancellationToken">The operator gave up: ends this step and all after it.</param>
    /// <param name="limit">How long it may take; 40 s if null.</param>
    /// <exception cref="OperationCanceledException">The operator gave up.</exception>
    public async Task<StepOutcome> RunAsync(
        string step, Func<CancellationToken, Task<(StepResult Result, string? Detail)>> run, CancellationToken cancellationToken, TimeSpan? limit = null)
    {
        progress.Report(step);
        using var timeout = new CancellationTokenSource(limit ?? DefaultLimit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        StepOutcome outcome;
        try
        {
            var (result, detail) = await run(both.Token);
            outcome = new StepOutcome(step, result, detail);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is not OperationCanceledException)
        {
            // a step's own bug must not keep the next from running either
            outcome = new StepOutcome(step, StepResult.Failed, Failures.Explain(exception, target) ?? $"{exception.GetType().Name}: {exception.Message}")
            {
                IsMisuse = Failures.IsMisuse(exception),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            outcome = new StepOutcome(step, StepResult.Failed, Failures.NoAnswer(limit ?? DefaultLimit, target));
        }

        _outcomes.Add(outcome);
        return outcome;
    }
}
