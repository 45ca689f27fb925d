namespace PmpPulse.Fuzzing;

/// <summary>Settings of the command line, as <c>--Name=value</c>.</summary>
internal sealed record FuzzOptions
{
    /// <summary>How long each target is fuzzed.</summary>
    public int Seconds { get; init; } = 300;

    /// <summary>The same seed tries the same inputs in the same order. 0 picks a random seed.</summary>
    public int Seed { get; init; }

    /// <summary>Name of one target; all targets if empty.</summary>
    public string Target { get; init; } = "";

    /// <summary>Output folder of instrumented programs, findings and inputs that reached new code.</summary>
    public string Output { get; init; } = Path.Combine("artifacts", "fuzz");

    /// <summary>Targets fuzzed at once; each uses one core.</summary>
    public int Parallel { get; init; } = Environment.ProcessorCount;

    /// <summary>Stops a target after this many different findings.</summary>
    public int MaxFindings { get; init; } = 20;

    /// <summary>Set in the child process that does the work.</summary>
    public bool Child { get; init; }
}
