using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using PmpPulse.Cli.Running;
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
    private readonly IConfiguration _environment;

    private const string EndpointsFile = "endpoints.json";

    private readonly Option<Target> _target = EnumOption.Of<Target>(
        "--target", "Which system: the one `make up` runs here, or the one of a Google Cloud project; PMP_TARGET sets the default.");

    private readonly Option<string?> _project = new("--project")
    {
        Description = $"Google Cloud project of --target gcp; {GoogleCloudOptions.ProjectIdKey} sets the default.",
        Recursive = true,
    };

    private readonly Option<string> _dataDirectory = new("--data-dir")
    {
        Description = "Data directory of the running system, which tells where it listens; without one its default ports are tried.",
        Recursive = true,
    };

    private readonly Option<OutputFormat> _output = EnumOption.Of<OutputFormat>("--output", "How to write what was read.", "-o");

    /// <param name="environment">The process's environment variables where null.</param>
    /// <param name="clock">The system's where null.</param>
    public ConnectionOptions(IConfiguration? environment = null, TimeProvider? clock = null)
    {
        Clock = clock ?? TimeProvider.System;
        _environment = environment ?? new ConfigurationBuilder().AddEnvironmentVariables().Build();
        _target.DefaultValueFactory = DefaultTarget;
        _target.Recursive = true;
        _dataDirectory.DefaultValueFactory = _ => Read("DATA_DIR") ?? ".pmp";
        _output.DefaultValueFactory = _ => OutputFormat.Table;
        _output.Recursive = true;
    }

    public void AddTo(RootCommand root)
    {
        root.Options.Add(_target);
        root.Options.Add(_project);
        root.Options.Add(_dataDirectory);
        root.Options.Add(_output);
    }

    /// <summary>What commands wait by.</summary>
    public TimeProvider Clock { get; }

    public Target Target(ParseResult result) => result.GetValue(_target);

    public OutputFormat Output(ParseResult result) => result.GetValue(_output);

    public string DataDirectory(ParseResult result) => result.GetValue(_dataDirectory)!;

    /// <summary>Where the system on this machine listens; null on Google Cloud and where none runs.</summary>
    /// <exception cref="GoogleCloudConfigurationException">The file that tells is damaged.</exception>
    public Endpoints? Endpoints(ParseResult result) => Target(result) == Cli.Target.Local ? ReadEndpoints(DataDirectory(result)) : null;

    /// <summary>Clients of the system that is operated.</summary>
    /// <exception cref="GoogleCloudConfigurationException">No project is named, or an emulator's address is wrong.</exception>
    public GoogleCloudClients Connect(ParseResult result) => GoogleCloudClients.Create(Target(result) == Cli.Target.Gcp
        ? GoogleCloudOptions.FromConfiguration(Environment(result.GetValue(_project)))
        : Local(Endpoints(result)), Clock);

    /// <summary>A variable of the environment; blank counts as unset.</summary>
    public string? Read(string variable) => string.IsNullOrWhiteSpace(_environment[variable]) ? null : _environment[variable];

    /// <summary>The environment, with a project named on the command line before the one named there.</summary>
    private IConfiguration Environment(string? project) => new ConfigurationBuilder()
        .AddConfiguration(_environment)
        .AddInMemoryCollection(project is null ? [] : new Dictionary<string, string?> { [GoogleCloudOptions.ProjectIdKey] = project })
        .Build();

    private Target DefaultTarget(ArgumentResult result)
    {
        var given = Read("PMP_TARGET");
        if (given is null) return Cli.Target.Local;
        if (Enum.TryParse<Target>(given, ignoreCase: true, out var target) && Enum.IsDefined(target)) return target;
        result.AddFault($"PMP_TARGET is '{given}': it must be local or gcp.");
        return Cli.Target.Local;
    }

    private static Endpoints? ReadEndpoints(string dataDirectory)
    {
        var file = Path.Combine(dataDirectory, EndpointsFile);
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(file), CliJson.Default.Endpoints);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new GoogleCloudConfigurationException(
                $"{file} can't be read ({exception.Message}). Start the system again with `make up`, which writes it, or name another --data-dir.", exception);
        }
    }

    private static GoogleCloudOptions Local(Endpoints? endpoints) => new()
    {
        ProjectId = endpoints?.Project ?? "pmp-local",
        PubSubEmulatorHost = endpoints?.PubSub.Authority ?? "127.0.0.1:8085",
        BigQueryEmulatorHost = endpoints?.BigQuery.Authority ?? "127.0.0.1:9050",
        SchedulerEmulatorHost = endpoints?.Scheduler.Authority ?? "127.0.0.1:8090",
        AdminEmulatorHost = endpoints?.PubSub.Authority ?? "127.0.0.1:8085",
    };
}

/// <summary>The part of a running system's <c>endpoints.json</c> that pmpctl uses.</summary>
/// <param name="Project">Id of its project.</param>
/// <param name="PubSub">Pub/Sub, and Monitoring beside it.</param>
/// <param name="BigQuery">BigQuery and Storage Write.</param>
/// <param name="Scheduler">Cloud Scheduler.</param>
/// <param name="ProcessId">The process that runs it all.</param>
/// <param name="CurationPush">Where the push engine listens.</param>
internal sealed record Endpoints(string Project, Uri PubSub, Uri BigQuery, Uri Scheduler, int? ProcessId = null, Uri? CurationPush = null);
