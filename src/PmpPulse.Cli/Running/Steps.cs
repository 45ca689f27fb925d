using System.Text.Json.Serialization;
using Spectre.Console;

namespace PmpPulse.Cli.Running;

/// <summary>How a step of a command ended.</summary>
internal enum StepResult
{
    /// <summary>It changed what it is to change.</summary>
    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary>There was nothing to change.</summary>
    [JsonStringEnumMemberName("unchanged")]
    Unchanged,

    /// <summary>It could not be done; the detail says why.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>A step of a command and how it ended.</summary>
/// <param name="Step">What was to be done, in words.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Detail">What there is to say about it; null where there is nothing.</param>
internal sealed record StepOutcome(
    string Step, [property: JsonConverter(typeof(JsonStringEnumConverter<StepResult>))] StepResult Result, string? Detail = null)
{
    public bool Failed => Result == StepResult.Failed;

    /// <summary>A setting or the credentials are to blame.</summary>
    [JsonIgnore]
    public bool IsMisuse { get; init; }

    /// <summary>What the exit code says of all steps together: where each failed, nothing was done.</summary>
    public static int ExitCode(IReadOnlyList<StepOutcome> steps) =>
        !steps.Any(step => step.Failed) ? ExitCodes.Succeeded
        : !steps.All(step => step.Failed) ? ExitCodes.Found
        : steps.All(step => step.IsMisuse) ? ExitCodes.Misused
        : ExitCodes.Unavailable;

    /// <summary>Writes one line for people.</summary>
    public void Write(IAnsiConsole console)
    {
        var mark = Result switch { StepResult.Done => new Mark("[green]done[/]     "), StepResult.Unchanged => new Mark("[grey]as it was[/]"), _ => new Mark("[red]failed[/]   ") };
        console.Line($"{mark} {Step}{(Detail is null ? "" : $": {Detail}")}");
    }
}

/// <summary>Runs steps that must all be tried: one that fails, or hangs, keeps none of the others from its turn.</summary>
internal sealed class StepRunner(Target target, IProgress<string> progress, TimeProvider clock)
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
