using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using PmpPulse.Cli.Running;
using PmpPulse.Cli.Tests.Support;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Running;

/// <summary>A command reaches the system it was pointed at and no other.</summary>
public sealed class FoundSystemTests
{
    private static readonly string[] NeedNoSystem = ["cost", "completion"];

    private static readonly Dictionary<string, string> Arguments = new() { ["import"] = "/recordings", ["export"] = "velib_latest_state", ["areas load"] = "city" };

    public static TheoryData<string> Commands => [.. ForeignTextTests.Commands.Select(row => row.Data).Where(name => !NeedNoSystem.Contains(name))];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task AnyCommand_FolderMissing_IsAnErrorThatNamesIt(string command)
    {
        using var directory = new TemporaryDirectory();
        var typo = Path.Combine(directory, "plse");

        var run = await Pmpctl.RunAsync(Empty(), [.. command.Split(' '), .. Arguments.TryGetValue(command, out var argument) ? [argument] : Array.Empty<string>(), "--data-dir", typo]);

        run.ExitCode.Should().BePositive(run.Output);
        (run.Output + run.Error).Should().Contain(typo);
        Directory.Exists(typo).Should().BeFalse();
    }

    [Fact]
    public void In_ProcessGone_IsNotTrusted()
    {
        using var directory = new TemporaryDirectory();
        Write(directory, process: int.MaxValue - 1);

        var found = FoundSystem.In(directory);

        found.Endpoints.Should().BeNull();
        found.NotFoundReason.Should().Contain("gone");
    }

    [Fact]
    public void In_ProcessIdReused_IsNotTrusted()
    {
        using var directory = new TemporaryDirectory();
        // this process is alive but doesn't hold the lock of that data directory
        Write(directory, Environment.ProcessId);

        FoundSystem.In(directory).Endpoints.Should().BeNull();
    }

    [Fact]
    public void In_HistoryLocked_IsTrusted()
    {
        using var directory = new TemporaryDirectory();
        Write(directory, Environment.ProcessId);
        using var held = Hold(directory);

        FoundSystem.In(directory).Endpoints!.FeedName.Should().Be("sim");
    }

    [Theory]
    [InlineData("http://192.0.2.7:8085")]
    [InlineData("http://localhost.evil.example:8085")]
    public void In_AddressOnAnotherMachine_IsNotTrusted(string address)
    {
        using var directory = new TemporaryDirectory();
        Write(directory, Environment.ProcessId, address);
        using var held = Hold(directory);

        FoundSystem.In(directory).NotFoundReason.Should().Contain("not on this machine");
    }

    [Fact]
    public void In_FileIsALink_IsNotTrusted()
    {
        using var directory = new TemporaryDirectory();
        Write(directory, Environment.ProcessId);
        using var held = Hold(directory);
        var file = Path.Combine(directory, FoundSystem.FileName);
        File.Move(file, file + ".other");
        File.CreateSymbolicLink(file, file + ".other");

        FoundSystem.In(directory).NotFoundReason.Should().Contain("link");
    }

    [Theory]
    [InlineData(FoundSystem.FileName)]
    [InlineData(".")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void In_WritableByOthers_IsNotTrusted(string name)
    {
        using var directory = new TemporaryDirectory();
        Write(directory, Environment.ProcessId);
        using var held = Hold(directory);
        File.SetUnixFileMode(Path.Combine(directory, name), File.GetUnixFileMode(Path.Combine(directory, name)) | UnixFileMode.OtherWrite);

        FoundSystem.In(directory).NotFoundReason.Should().Contain("other users").And.Contain("chmod");
    }

    [Theory]
    [InlineData(FoundSystem.FileName)]
    [InlineData(".")]
    public void In_OwnedByAnotherUser_IsNotTrusted(string name)
    {
        Assert.SkipUnless(Environment.UserName == "root", "only root can give a file away");
        using var directory = new TemporaryDirectory();
        Write(directory, Environment.ProcessId);
        using var held = Hold(directory);
        using (var chown = Process.Start("chown", ["65534", Path.GetFullPath(Path.Combine(directory, name))])) chown.WaitForExit();

        FoundSystem.In(directory).NotFoundReason.Should().Contain("another user").And.Contain("65534");
    }

    internal static void Write(string directory, int process, string address = "http://127.0.0.1:1")
    {
        var history = Path.Combine(directory, "sim");
        Directory.CreateDirectory(history);
        File.WriteAllText(Path.Combine(history, "lock"), "");
        File.WriteAllText(Path.Combine(directory, FoundSystem.FileName), $$"""
            {"project":"pmp-local","process_id":{{process}},"history":"sim","feed_name":"sim","pub_sub":"{{address}}","big_query":"{{address}}","scheduler":"{{address}}"}
            """);
    }

    internal static FileStream Hold(string directory) => new(Path.Combine(directory, "sim", "lock"), FileMode.Open, FileAccess.Write, FileShare.None);

    private static IConfiguration Empty() => new ConfigurationBuilder().Build();
}
