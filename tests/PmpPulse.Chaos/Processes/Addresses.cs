namespace PmpPulse.Chaos.Processes;

/// <summary>
/// Ports of everything in a run, known before anything starts and kept across restarts. <c>PubSub</c> is the broker. <c>BigQuery</c> is
/// LocalCloud itself, for provisioning and checking; <c>Proxy</c> is the same with faults, for the services.
/// </summary>
internal sealed record Addresses(int PubSub, int BigQuery, int Scheduler, int Proxy, int WorkerA, int WorkerB, int PushCuration, int RawWriter, int InformationWriter, int LocalCloudPubSub)
{
    public const string Project = "pmp-chaos";
    public const string PushAccount = "pubsub-push@pmp-chaos.iam.gserviceaccount.com";

    public static Addresses Take(FreePorts ports, BrokerKind broker)
    {
        var localCloudPubSub = ports.Next();
        var pubSub = broker == BrokerKind.LocalCloud ? localCloudPubSub : ports.Next();
        return new(pubSub, ports.Next(), ports.Next(), ports.Next(), ports.Next(), ports.Next(), ports.Next(), ports.Next(), ports.Next(), localCloudPubSub);
    }

    public static string Host(int port) => $"127.0.0.1:{port}";

    public static Uri Http(int port, string path) => new($"http://{Host(port)}{path}");
}
