using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using PmpPulse.GoogleCloud;

namespace PmpPulse.Cli;

/// <summary>Which system is operated.</summary>
internal enum Target
{
    /// <summary>The one that <c>make up</c> runs on this machine.</summary>
    Local,

    /// <summary>The one of a Google Cloud project.</summary>
    Gcp,
}

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

    private readonly Option<Target> _target = new("--target")
    {
        Description = "Which system: the one `make up` runs here, or the one of a Google Cloud project; PMP_TARGET sets the default.",
        DefaultValueFactory = result => DefaultTarget(result),
        Recursive = true,
    };

    private readonly Option<string?> _project = new("--project")
    {
        Description = $"Google Cloud project of --target gcp; {GoogleCloudOptions.ProjectIdKey} sets the default.",
        Recursive = true,
    };

    private readonly Option<string> _dataDirectory = new("--data-dir")
    {
        Description = "Data directory of the running system, which tells where it listens; without one its default ports are tried.",
        DefaultValueFactory = _ => System.Environment.GetEnvironmentVariable("DATA_DIR") is { Length: > 0 } given ? given : ".pmp",
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
        root.Options.Add(_target);
        root.Options.Add(_project);
        root.Options.Add(_dataDirectory);
        root.Options.Add(_output);
    }

    public Target Target(ParseResult result) => result.GetValue(_target);

    public OutputFormat Output(ParseResult result) => result.GetValue(_output);

    /// <summary>Clients of the system that is operated.</summary>
    /// <exception cref="GoogleCloudConfigurationException">No project is named, or an emulator's address is wrong.</exception>
    public GoogleCloudClients Connect(ParseResult result) => GoogleCloudClients.Create(Target(result) == Cli.Target.Gcp
        ? GoogleCloudOptions.FromConfiguration(Environment(result.GetValue(_project)))
        : ReadEndpoints(result.GetValue(_dataDirectory)!));

    /// <summary>The process's environment, with a project named on the command line before the one named there.</summary>
    private static IConfiguration Environment(string? project) => new ConfigurationBuilder()
        .AddEnvironmentVariables()
        .AddInMemoryCollection(project is null ? [] : new Dictionary<string, string?> { [GoogleCloudOptions.ProjectIdKey] = project })
        .Build();

    private static Target DefaultTarget(ArgumentResult result)
    {
        var given = System.Environment.GetEnvironmentVariable("PMP_TARGET");
        if (string.IsNullOrWhiteSpace(given)) return Cli.Target.Local;
        if (Enum.TryParse<Target>(given, ignoreCase: true, out var target) && Enum.IsDefined(target)) return target;
        result.AddError($"PMP_TARGET is '{given}': it must be local or gcp.");
        return Cli.Target.Local;
    }

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
