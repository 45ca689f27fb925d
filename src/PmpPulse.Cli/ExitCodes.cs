namespace PmpPulse.Cli;

/// <summary>What pmpctl's exit code says.</summary>
internal static class ExitCodes
{
    /// <summary>Done, and nothing to complain of.</summary>
    public const int Succeeded = 0;

    /// <summary>Done, and a rule is broken or a poll failed: the output says which.</summary>
    public const int Found = 1;

    /// <summary>The command or an option is not known.</summary>
    public const int Misused = 2;

    /// <summary>Not done: nothing answers, or it refused.</summary>
    public const int Unavailable = 3;
}
