using System.Diagnostics;
using System.Text.Json;
using PmpPulse.Testing;

namespace PmpPulse.Curation.Tests.Dataflow;

/// <summary>The Dataflow engine's curation, run with plain <c>python3</c>: a message in, its rows and dead letters out.</summary>
internal sealed class PythonCuration : IDisposable
{
    public const string SkipReason = "python3 is not installed";

    private readonly Process _process;

    private PythonCuration(Process process) => _process = process;

    /// <summary>Folder of the pipeline's files.</summary>
    public static string Folder { get; } = Repository.PathOf("infra", "dataflow");

    /// <summary>Starts it; skips the test if there is no Python.</summary>
    public static PythonCuration Start()
    {
        try
        {
            var process = Process.Start(new ProcessStartInfo("python3", ["-B", Path.Combine(Folder, "curate_lines.py"), "velib"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            });
            return new PythonCuration(process!);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip(SkipReason);
            throw;
        }
    }

    public async Task<JsonElement> CurateAsync(string messageId, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string>? attributes = null)
    {
        var line = JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["message_id"] = messageId,
            ["attributes"] = attributes,
            ["data"] = Convert.ToBase64String(data.Span),
        });
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        var answer = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        return JsonDocument.Parse(answer ?? throw new InvalidOperationException($"python3 ended; its words are above. The message: {line}")).RootElement;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
