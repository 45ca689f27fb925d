using System.Diagnostics;
using System.Runtime.InteropServices;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Support;

/// <summary>pmpctl as a child process.</summary>
internal sealed partial class PmpctlProcess : IAsyncDisposable
{
    private const int SigTerm = 15;

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private PmpctlProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    public static PmpctlProcess Start(IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "pmpctl.dll"));
        foreach (var argument in args) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new PmpctlProcess(Process.Start(start)!);
    }

    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        await using var pmpctl = Start(environment, args);
        return await pmpctl.EndAsync();
    }

    public async Task<(int ExitCode, string Output, string Errors)> EndAsync()
    {
        await _process.WaitForExitAsync().OrTimeout();
        return (_process.ExitCode, await _output, await _errors);
    }

    /// <summary>SIGTERM, which Cloud Run sends to a job. Ctrl-C works too, but shells make background processes ignore SIGINT.</summary>
    public void Terminate()
    {
        if (Kill(_process.Id, SigTerm) != 0) throw new InvalidOperationException("The process could not be signalled.");
    }

    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
