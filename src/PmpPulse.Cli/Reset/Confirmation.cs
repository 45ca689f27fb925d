using PmpPulse.Operations;

namespace PmpPulse.Cli.Reset;

/// <summary>Asks before something is deleted.</summary>
internal static class Confirmation
{
    /// <summary>Whether the operator typed the expected word; if nobody can be asked, the error names the option that confirms.</summary>
    /// <exception cref="MisuseException">There is no terminal to ask on.</exception>
    public static bool Ask(TextWriter output, string question, string expected, string option)
    {
        if (Console.IsInputRedirected)
        {
            throw new MisuseException($"standard input is not a terminal, so nobody can confirm: give {option} if you mean it. Nothing was deleted.");
        }

        output.Line(question);
        return Console.In.ReadLine()?.Trim() == expected;
    }
}
