namespace PmpPulse.Fuzzing;

/// <summary>What the command line may set, as <c>--Name=value</c>.</summary>
internal sealed record FuzzOptions
{
    /// <summary>How long each target is fuzzed.</summary>
    public int Seconds { get; init; } = 300;

    /// <summary>Repeats a run: the same seed tries the same inputs in the same order. 0 takes one by chance.</summary>
    public int Seed { get; init; }

    /// <summary>One target by name; all of them if it is empty.</summary>
    public string Target { get; init; } = "";

    /// <summary>Where instrumented programs, findings and inputs that reached new code are written.</summary>
    public string Output { get; init; } = Path.Combine("artifacts", "fuzz");

    /// <summary>How many targets are fuzzed at once; each keeps one core busy.</summary>
    public int Parallel { get; init; } = Environment.ProcessorCount;

    /// <summary>Ends a target after this many different findings.</summary>
    public int MaxFindings { get; init; } = 20;

    /// <summary>Set for the child process that does the work.</summary>
    public bool Child { get; init; }
}
