using System.CommandLine;
using PmpPulse.Cli.Engines;
using PmpPulse.GoogleCloud;

namespace PmpPulse.Cli.Running;

/// <summary>What a command works with.</summary>
internal sealed record CommandContext
{
    public required ParseResult Parsed { get; init; }

    public required Target Target { get; init; }

    /// <summary>Clients of the system.</summary>
    public required GoogleCloudClients Clients { get; init; }

    /// <summary>Where a running system listens, as its data directory tells; null on Google Cloud and where nothing runs.</summary>
    public required Endpoints? Endpoints { get; init; }

    /// <summary>Data directory of <c>make up</c>.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Lines on standard error.</summary>
    public required IProgress<string> Progress { get; init; }

    /// <summary>Standard output.</summary>
    public TextWriter Output => Parsed.InvocationConfiguration.Output;

    public required TimeProvider Clock { get; init; }

    /// <summary>Most workers of a Dataflow job that is launched; null takes the default.</summary>
    public int? MaxWorkers { get; init; }

    /// <summary>The Dataflow engine; null where there is none.</summary>
    public IDataflowEngine? Dataflow => DataflowEngines.Of(Clients, Target, Clock, MaxWorkers);
}
