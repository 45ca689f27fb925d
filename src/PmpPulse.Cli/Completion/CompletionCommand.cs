using System.CommandLine;

namespace PmpPulse.Cli.Completion;

/// <summary>A shell that completes commands.</summary>
internal enum Shell
{
    Bash,
    Zsh,
    Fish,
}

/// <summary>
/// <c>pmpctl completion</c>: prints a script that makes a shell complete pmpctl's commands and options, with candidates from pmpctl itself.
/// </summary>
internal static class CompletionCommand
{
    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong([.. Enum.GetNames<Shell>().Select(name => name.ToLowerInvariant())]);
        var command = new Command(
            "completion",
            """
            Print a shell completion script for pmpctl and scripts/pmpctl.sh; pmpctl itself supplies the candidates.

            Examples:
              source <(scripts/pmpctl.sh completion bash)
              source <(scripts/pmpctl.sh completion zsh)
              scripts/pmpctl.sh completion fish | source

            Exit codes: 0 printed; 2 no such shell.
            """);
        command.Arguments.Add(shell);
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.Document(Script(Enum.Parse<Shell>(parsed.GetValue(shell)!, ignoreCase: true)).TrimEnd()));
        return command;
    }

    // the command's own name is removed from the line: it may be a path, or scripts/pmpctl.sh
    private static string Script(Shell shell) => shell switch
    {
        Shell.Bash => """
            _pmpctl() {
              local IFS=$'\n' line="${COMP_LINE#* }"
              local position=$((COMP_POINT - ${#COMP_LINE} + ${#line}))
              COMPREPLY=($(compgen -W "$("$1" "[suggest:$position]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _pmpctl pmpctl pmpctl.sh

            """,
        Shell.Zsh => """
            _pmpctl() {
              local line="${words[2,CURRENT]}"
              local -a candidates
              candidates=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
              compadd -- "${candidates[@]}"
            }
            compdef _pmpctl pmpctl pmpctl.sh

            """,
        _ => """
            function __pmpctl
              set -l parts (string split -m 1 ' ' -- (commandline -cp))
              $parts[1] "[suggest:"(string length -- "$parts[2]")"]" "$parts[2]" 2>/dev/null
            end
            complete -f -c pmpctl -a '(__pmpctl)'
            complete -f -c pmpctl.sh -a '(__pmpctl)'

            """,
    };
}
