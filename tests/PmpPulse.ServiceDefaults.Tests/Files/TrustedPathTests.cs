using PmpPulse.ServiceDefaults.Files;
using PmpPulse.Testing;

namespace PmpPulse.ServiceDefaults.Tests.Files;

/// <summary>Users paste the advised command into a shell, and somebody else may have chosen the file name.</summary>
public sealed class TrustedPathTests
{
    [Theory]
    [InlineData("key.pem", "key.pem")]
    [InlineData("a; touch pwned", "'a; touch pwned'")]
    [InlineData("$(touch pwned)", "'$(touch pwned)'")]
    [InlineData("it's", @"'it'\''s'")]
    [InlineData("~", "'~'")]
    public void CheckFile_Link_AdvisesACommandWithTheNameQuoted(string name, string advised)
    {
        if (OperatingSystem.IsWindows()) return;
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory, name);
        File.CreateSymbolicLink(path, "elsewhere");

        var check = () => TrustedPath.CheckFile(path);

        var full = advised[0] == '\'' ? $"'{directory.Path}/{advised[1..]}" : $"{directory.Path}/{advised}";
        check.Should().Throw<UntrustedPathException>().Which.Message.Should().Contain($"remove it (rm {full}).");
    }
}
