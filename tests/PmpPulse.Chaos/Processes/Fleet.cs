namespace PmpPulse.Chaos.Processes;

/// <summary>The programs under test.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly Addresses _addresses;
    private readonly string _logs;
    private readonly IReadOnlyList<string> _trust;

    /// <param name="addresses">Where they listen.</param>
    /// <param name="broker">Which Pub/Sub.</param>
    /// <param name="logs">Folder of logs.</param>
    /// <param name="data">LocalCloud's data directory.</param>
    /// <param name="oidcMetadata">Discovery document of the issuer that signs pushes.</param>
    public Fleet(Addresses addresses, BrokerKind broker, string logs, string data, Uri oidcMetadata)
    {
        _addresses = addresses;
        _logs = logs;
        _trust = [$"--OIDC_METADATA={oidcMetadata}", $"--OIDC_EMAIL={Addresses.PushAccount}"];
        LocalCloud = Program(
            "localcloud", "PmpPulse.LocalCloud", addresses.BigQuery,
            $"--DATA_DIR={data}", $"--PUBSUB_PORT={addresses.LocalCloudPubSub}", $"--BIGQUERY_PORT={addresses.BigQuery}", $"--SCHEDULER_PORT={addresses.Scheduler}");
        Emulator = broker == BrokerKind.Emulator ? PubSubEmulator.Process(addresses.PubSub, logs) : null;
        WorkerA = Curation("curation-a", addresses.WorkerA, "--ENGINE=worker", $"--ACK_DEADLINE={Provisioner.AckDeadlineSeconds}s");
        WorkerB = Curation("curation-b", addresses.WorkerB, "--ENGINE=worker", $"--ACK_DEADLINE={Provisioner.AckDeadlineSeconds}s");
        PushCuration = Curation("curation-push", addresses.PushCuration, "--ENGINE=push", "--OIDC_AUDIENCE=curation");
        RawWriter = Writer("raw-writer", addresses.RawWriter, "--FEED_ID=velib.station_status", "--OIDC_AUDIENCE=raw");
        InformationWriter = Writer("information-writer", addresses.InformationWriter, "--FEED_ID=velib.station_information", "--OIDC_AUDIENCE=information");
    }

    public ChildProcess LocalCloud { get; }

    /// <summary>Google's Pub/Sub emulator, if it is the broker.</summary>
    public ChildProcess? Emulator { get; }

    public ChildProcess WorkerA { get; }

    public ChildProcess WorkerB { get; }

    public ChildProcess PushCuration { get; }

    public ChildProcess RawWriter { get; }

    public ChildProcess InformationWriter { get; }

    public IReadOnlyList<ChildProcess> All => [WorkerA, WorkerB, PushCuration, RawWriter, InformationWriter, LocalCloud, .. Emulator is null ? Array.Empty<ChildProcess>() : [Emulator]];

    public async Task StartCloudAsync(CancellationToken cancellationToken)
    {
        if (Emulator is not null) await Emulator.StartAsync(cancellationToken);
        await LocalCloud.StartAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in All) await process.DisposeAsync();
    }

    private ChildProcess Service(string name, string assembly, int port, params string[] arguments) => Program(
        name, assembly, port,
        [
            "--BIND_ADDRESS=127.0.0.1", $"--PORT={port}", $"--GOOGLE_CLOUD_PROJECT={Addresses.Project}",
            $"--BIGQUERY_EMULATOR_HOST={Addresses.Host(_addresses.Proxy)}", .. _trust, .. arguments,
        ]);

    private ChildProcess Curation(string name, int port, params string[] arguments) =>
        Service(name, "PmpPulse.Curation", port, [$"--PUBSUB_EMULATOR_HOST={Addresses.Host(_addresses.PubSub)}", .. arguments]);

    private ChildProcess Writer(string name, int port, params string[] arguments) => Service(name, "PmpPulse.Writer", port, arguments);

    private ChildProcess Program(string name, string assembly, int port, params string[] arguments) =>
        new(name, _logs, Addresses.Http(port, "/healthz"), ["dotnet", Path.Combine(AppContext.BaseDirectory, assembly + ".dll"), .. arguments]);
}
