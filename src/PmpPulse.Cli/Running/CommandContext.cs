using System.CommandLine;
using PmpPulse.Cli.Engines;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud;
using PmpPulse.Operations;

namespace PmpPulse.Cli.Running;

/// <summary>The services and options a command uses.</summary>
internal sealed record CommandContext
{
    public required ParseResult Parsed { get; init; }

    public required Target Target { get; init; }

    /// <summary>Creates the clients when they are first needed: some commands work if nothing runs.</summary>
    public required Lazy<GoogleCloudClients> Connection { get; init; }

    /// <summary>Clients of the system.</summary>
    /// <exception cref="UnavailableException">No system runs in the data directory.</exception>
    public GoogleCloudClients Clients => Connection.Value;

    /// <summary>The system on this machine, whether it runs or not; null on Google Cloud.</summary>
    public required FoundSystem? Local { get; init; }

    /// <summary>The bike-share system whose rows are read, such as <c>velib</c>: no command mixes two.</summary>
    public required string SystemId { get; init; }

    /// <summary>Where a running system listens, according to its data directory; null on Google Cloud and if nothing runs.</summary>
    public Endpoints? Endpoints => Local?.Endpoints;

    /// <summary>The system's feeds.</summary>
    public required IReadOnlyList<FeedTopology> Feeds { get; init; }

    /// <summary>The feeds that have curation.</summary>
    public IEnumerable<FeedTopology> Curated => Feeds.Where(feed => feed.Curation is not null);

    /// <summary>Data directory of <c>make up</c>.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Whether the operator named it: then it is a mistake if it does not exist.</summary>
    public required bool IsDataDirectoryNamed { get; init; }

    /// <summary>Lines on standard error.</summary>
    public required IProgress<string> Progress { get; init; }

    /// <summary>Standard output.</summary>
    public TextWriter Output => Parsed.InvocationConfiguration.Output;

    public required TimeProvider Clock { get; init; }

    /// <summary>Maximum number of workers of a launched Dataflow job; null takes the default.</summary>
    public int? MaxWorkers { get; init; }

    /// <summary>The Dataflow engine; null where there is none.</summary>
    public DataflowEngine? Dataflow => Target == Target.Local ? null : DataflowEngines.Of(Clients, Target, Clock, SystemId, MaxWorkers);
}
