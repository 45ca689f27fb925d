using System.Diagnostics;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Completion;

[Trait("Category", "Slow")]
public sealed class CompletionCommandTests
{
    [Theory]
    [InlineData("pmpctl st", "status")]
    [InlineData("pmpctl up --eng", "--engine")]
    [InlineData("pmpctl up --engine ", "push worker dataflow")]
    [InlineData("pmpctl marts ", "apply diff")]
    public async Task Bash_Completion_OffersPmpctlsCandidates(string line, string candidates)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "There is no bash here.");
        using var directory = new TemporaryDirectory();
        var program = Path.Combine(directory, "pmpctl");
        await File.WriteAllTextAsync(
            program, $"#!/bin/bash\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "pmpctl.dll")}' \"$@\"\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var words = line.Split(' ');
        var script = $"""
            source <('{program}' completion bash)
            COMP_LINE='{line}' COMP_POINT={line.Length} COMP_CWORD={words.Length - 1} COMP_WORDS=({string.Join(' ', words.Select(word => $"'{word}'"))})
            _pmpctl '{program}'
            echo "${"{COMPREPLY[*]}"}"
            """;
        using var bash = Process.Start(new ProcessStartInfo("/bin/bash") { ArgumentList = { "-c", script }, RedirectStandardOutput = true })!;

        var completed = (await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

        completed.Should().Contain(candidates.Split(' '));
        if (line.EndsWith("st", StringComparison.Ordinal)) completed.Should().NotContain("up");
    }
}
