namespace PmpPulse.Fuzzing.Engine;

/// <summary>The result of fuzzing one target.</summary>
internal sealed record FuzzResult(long Executions, int Edges, int Kept, int Findings)
{
    public static FuzzResult operator +(FuzzResult one, FuzzResult other) =>
        new(one.Executions + other.Executions, Math.Max(one.Edges, other.Edges), one.Kept + other.Kept, one.Findings + other.Findings);
}
