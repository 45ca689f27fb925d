using System.CommandLine;
using System.Text.Json;
using PmpPulse.GoogleCloud;

namespace PmpPulse.Cli;

/// <summary>How output is written.</summary>
internal enum OutputFormat
{
    /// <summary>Tables for people, on standard output.</summary>
    Table,

    /// <summary>One JSON document on standard output; what people read goes to standard error.</summary>
    Json,
}

/// <summary>Options that every command takes: which system, and how to write.</summary>
internal sealed class ConnectionOptions
{
    private const string EndpointsFile = "endpoints.json";

    private readonly Option<string> _dataDirectory = new("--data-dir")
    {
        Description = "Data directory of the running system, which tells where it listens; without one its default ports are tried.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("DATA_DIR") is { Length: > 0 } given ? given : ".pmp",
        Recursive = true,
    };

    private readonly Option<OutputFormat> _output = new("--output", "-o")
    {
        Description = "How to write what was read.",
        DefaultValueFactory = _ => OutputFormat.Table,
        Recursive = true,
    };

    public void AddTo(RootCommand root)
    {
        root.Options.Add(_dataDirectory);
        root.Options.Add(_output);
    }

    public OutputFormat Output(ParseResult result) => result.GetValue(_output);

    /// <summary>Clients of the running system.</summary>
    public GoogleCloudClients Connect(ParseResult result) => GoogleCloudClients.Create(ReadEndpoints(result.GetValue(_dataDirectory)!));

    private static GoogleCloudOptions ReadEndpoints(string dataDirectory)
    {
        var file = Path.Combine(dataDirectory, EndpointsFile);
        var endpoints = File.Exists(file)
            ? JsonSerializer.Deserialize(File.ReadAllText(file), CliJson.Default.Endpoints)
            : null;
        return new GoogleCloudOptions
        {
            ProjectId = endpoints?.Project ?? "pmp-local",
            PubSubEmulatorHost = endpoints?.PubSub.Authority ?? "127.0.0.1:8085",
            BigQueryEmulatorHost = endpoints?.BigQuery.Authority ?? "127.0.0.1:9050",
            SchedulerEmulatorHost = endpoints?.Scheduler.Authority ?? "127.0.0.1:8090",
        };
    }
}

/// <summary>The part of a running system's <c>endpoints.json</c> that pmpctl uses.</summary>
internal sealed record Endpoints(string Project, Uri PubSub, Uri BigQuery, Uri Scheduler);
