namespace PmpPulse.Fuzzing.Engine;

/// <summary>Removes from a finding's input what the finding doesn't need.</summary>
internal static class Minimizer
{
    private const int MaxRuns = 3_000;

    public static Finding Minimize(Finding finding, InputRunner runner)
    {
        if (finding.Kind == "slow") return finding;
        var runs = 0;
        for (var length = Math.Max(finding.Input.Length / 2, 1); length > 0; length /= 2)
        {
            for (var at = 0; at + length <= finding.Input.Length && runs < MaxRuns; runs++)
            {
                byte[] smaller = [.. finding.Input.AsSpan(0, at), .. finding.Input.AsSpan(at + length)];
                if (runner.Run(smaller) is { } same && same.Key == finding.Key) finding = same;
                else at += length;
            }
        }

        return finding;
    }
}
