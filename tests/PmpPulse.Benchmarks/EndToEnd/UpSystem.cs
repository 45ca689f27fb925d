using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.Settings;

namespace PmpPulse.Benchmarks.EndToEnd;

/// <summary>The whole system as <c>make up</c> runs it, in a process and a folder of its own. Its feed is simulated and polled once.</summary>
internal sealed partial class UpSystem : IAsyncDisposable
{
    private const int SigTerm = 15;

    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task _output;

    private UpSystem(Process process, string folder)
    {
        _process = process;
        Folder = folder;
        _output = Task.WhenAll(DrainAsync(process.StandardOutput), DrainAsync(process.StandardError));
    }

    public string Folder { get; }

    public GoogleCloudClients Clients { get; private set; } = null!;

    /// <summary>CPU time of the process so far, user and kernel.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory of the process.</summary>
    public long MemoryBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>What its data directory takes on disk.</summary>
    public long DiskBytes => Files().Sum(file => file.Length);

    /// <summary>The write-ahead logs among it.</summary>
    public long LogBytes => Files().Where(file => file.Name.Contains("wal", StringComparison.Ordinal)).Sum(file => file.Length);

    /// <summary>Bytes on disk by file name.</summary>
    public IReadOnlyDictionary<string, long> BytesByFile =>
        Files().GroupBy(file => file.Extension is ".docs" ? "*.docs" : file.Name).ToDictionary(group => group.Key, group => group.Sum(file => file.Length));

    /// <summary>Starts it on free ports and waits until it has curated the one poll of its start.</summary>
    public static async Task<UpSystem> StartAsync(string folder, CancellationToken cancellationToken)
    {
        string[] ports =
        [
            "PUBSUB_PORT", "BIGQUERY_PORT", "SCHEDULER_PORT", "SIMULATOR_PORT", "DASHBOARD_PORT",
            .. FeedTopology.All.SelectMany(FeedPort.AllOf).Select(port => port.Setting),
        ];
        var program = Path.Combine(AppContext.BaseDirectory, "PmpPulse.Local.dll");
        var start = new ProcessStartInfo(
            "dotnet",
            [program, "up", "--FEED=sim", "--POLL=1d", "--RETENTION=31d", $"--DATA_DIR={folder}", .. ports.Select(port => $"--{port}=0")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var system = new UpSystem(Process.Start(start)!, folder);
        try
        {
            await system.ConnectAsync(cancellationToken);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>A query's only value, an INT64.</summary>
    public async Task<long> CountAsync(string sql, CancellationToken cancellationToken) => (await RunAsync(sql, cancellationToken))[0].GetInt64("n");

    /// <summary>Runs a statement to its end.</summary>
    /// <returns>All its rows.</returns>
    public async Task<IReadOnlyList<BigQueryRow>> RunAsync(string sql, CancellationToken cancellationToken)
    {
        var results = await Clients.BigQuery.QueryAsync(new BigQueryQuery(sql) { UseQueryCache = false }, cancellationToken);
        return await results.ReadAllAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Clients?.Dispose();
        if (!_process.HasExited)
        {
            _ = SendSignal(_process.Id, SigTerm);
            try
            {
                await _process.WaitForExitAsync().WaitAsync(StopTime);
            }
            catch (TimeoutException)
            {
                _process.Kill();
                await _process.WaitForExitAsync();
            }
        }

        await _output;
        _process.Dispose();
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var file = Path.Combine(Folder, "endpoints.json");
        var watch = Stopwatch.StartNew();
        while (!File.Exists(file))
        {
            if (_process.HasExited) throw new InvalidOperationException($"`up` ended at its start with exit code {_process.ExitCode}");
            if (watch.Elapsed > StartTime) throw new TimeoutException("`up` did not start");
            await Task.Delay(50, cancellationToken);
        }

        using var endpoints = JsonDocument.Parse(await File.ReadAllBytesAsync(file, cancellationToken));
        string Authority(string name) => new Uri(endpoints.RootElement.GetProperty(name).GetString()!).Authority;
        Clients = GoogleCloudClients.Create(GoogleCloudOptions.Read(new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                [GoogleCloudSettings.Project.Name] = endpoints.RootElement.GetProperty("project").GetString(),
                [GoogleCloudSettings.PubSubEmulatorHost.Name] = Authority("pub_sub"),
                [GoogleCloudSettings.BigQueryEmulatorHost.Name] = Authority("big_query"),
            }).Build())));
        while (await CountAsync($"SELECT COUNT(*) AS n FROM {LoadDriver.Curated}", cancellationToken) == 0) await Task.Delay(50, cancellationToken);
    }

    private FileInfo[] Files()
    {
        while (true)
        {
            try
            {
                return [.. new DirectoryInfo(Folder).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Exists)];
            }
            catch (IOException)
            {
                // a file that was deleted meanwhile
            }
        }
    }

    private static async Task DrainAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is not null)
        {
            // a full pipe would stop the process
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
