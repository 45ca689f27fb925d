using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.Extensions.Configuration;
using PmpPulse.Cli.Running;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud;
using PmpPulse.Operations;
using PmpPulse.ServiceDefaults.Settings;

namespace PmpPulse.Cli;

/// <summary>How output is written.</summary>
internal enum OutputFormat
{
    /// <summary>Tables for people, on standard output.</summary>
    Table,

    /// <summary>One JSON document on standard output; text for people goes to standard error.</summary>
    Json,
}

/// <summary>Options that every command takes: which system, and how to write.</summary>
internal sealed class ConnectionOptions
{
    private readonly Option<Target> _target = EnumOption.Of<Target>(
        "--target", "Which system: the one `make up` runs here, or the one of a Google Cloud project; PMP_TARGET sets the default.");

    private readonly Option<string?> _project = new("--project")
    {
        Description = $"Google Cloud project of --target gcp; {GoogleCloudSettings.Project.Name} sets the default.",
        Recursive = true,
    };

    private readonly SettingOption _feeds = new("--feeds", FeedSettings.Feeds with
    {
        Description = $"Ids of the feeds of --target gcp, separated by commas, if not {string.Join(",", FeedTopology.Default.Select(feed => feed.Id))}.",
    });

    private readonly Option<string> _dataDirectory = new("--data-dir")
    {
        Description = "Data directory of the system on this machine, which records where it listens; DATA_DIR sets the default.",
        Recursive = true,
    };

    private readonly Option<string?> _system = new("--system")
    {
        Description = $"system_id of the rows to look at. By default that of the system on this machine; on Google Cloud FEED_SOURCE, or {FeedTopology.DefaultSystem}.",
        HelpName = "system_id",
        Recursive = true,
    };

    private readonly Option<OutputFormat> _output = EnumOption.Of<OutputFormat>("--output", "How to write what was read.", "-o");

    /// <param name="environment">The process's environment variables where null.</param>
    /// <param name="clock">The system's where null.</param>
    public ConnectionOptions(IConfiguration? environment = null, TimeProvider? clock = null)
    {
        Clock = clock ?? TimeProvider.System;
        Environment = environment ?? new ConfigurationBuilder().AddEnvironmentVariables().Build();
        _feeds.Option.Recursive = true;
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
        root.Options.Add(_feeds.Option);
        root.Options.Add(_dataDirectory);
        root.Options.Add(_system);
        root.Options.Add(_output);
    }

    /// <summary>The environment variables.</summary>
    public IConfiguration Environment { get; }

    /// <summary>The clock that commands wait by.</summary>
    public TimeProvider Clock { get; }

    public Target Target(ParseResult result) => result.GetValue(_target);

    public OutputFormat Output(ParseResult result) => result.GetValue(_output);

    public string DataDirectory(ParseResult result) => result.GetValue(_dataDirectory)!;

    /// <summary>Whether the operator named the data directory, by option or environment.</summary>
    public bool IsDataDirectoryNamed(ParseResult result) => result.GetResult(_dataDirectory) is { Implicit: false } || Read("DATA_DIR") is not null;

    /// <summary>The bike-share system whose rows are read.</summary>
    public string SystemId(ParseResult result, FoundSystem? local) =>
        result.GetValue(_system) ?? local?.Endpoints?.SystemId ?? Read(FeedSettings.SourceName)?.Trim() ?? FeedTopology.DefaultSystem;

    /// <summary>The system on this machine; null on Google Cloud.</summary>
    /// <exception cref="GoogleCloudConfigurationException">The file that describes it is damaged.</exception>
    public FoundSystem? FindLocal(ParseResult result) => Target(result) == Operations.Target.Local ? FoundSystem.In(DataDirectory(result)) : null;

    /// <summary>The feeds of the system: on this machine those that run, on Google Cloud those that were named.</summary>
    /// <exception cref="MisuseException">A given name is not that of a feed.</exception>
    public IReadOnlyList<FeedTopology> Feeds(ParseResult result, FoundSystem? local)
    {
        if (Target(result) == Operations.Target.Local)
        {
            return local?.Endpoints is { Feeds.Count: > 0 } running ? [.. FeedTopology.All.Where(feed => running.Feeds.ContainsKey(feed.Id))] : FeedTopology.Default;
        }

        var settings = SettingOption.Reader(result, Environment, _feeds);
        var feeds = FeedSettings.ReadEnabled(settings, _feeds.Given(result));
        settings.ThrowIfMisused();
        return feeds;
    }

    /// <summary>Clients of the selected system, and never of another one that listens on this machine.</summary>
    /// <exception cref="MisuseException">No project is named, or an emulator's address is wrong.</exception>
    /// <exception cref="UnavailableException">No system runs in the data directory.</exception>
    public GoogleCloudClients Connect(ParseResult result, FoundSystem? local) => GoogleCloudClients.Create(local is null
        ? Google(result.GetValue(_project))
        : Local(local.Endpoints ?? throw local.NotRunning()), Clock);

    /// <summary>A variable of the environment; blank counts as unset.</summary>
    public string? Read(string variable) => string.IsNullOrWhiteSpace(Environment[variable]) ? null : Environment[variable];

    /// <summary>From the environment, with a project named on the command line before the one named there.</summary>
    private GoogleCloudOptions Google(string? project)
    {
        var settings = new SettingsReader(new ConfigurationBuilder()
            .AddConfiguration(Environment)
            .AddInMemoryCollection(project is null ? [] : new Dictionary<string, string?> { [GoogleCloudSettings.Project.Name] = project })
            .Build());
        var options = GoogleCloudOptions.Read(settings);
        settings.ThrowIfMisused();
        return options;
    }

    private Target DefaultTarget(ArgumentResult result)
    {
        var given = Read("PMP_TARGET");
        if (given is null) return Operations.Target.Local;
        if (Enum.TryParse<Target>(given, ignoreCase: true, out var target) && Enum.IsDefined(target)) return target;
        result.AddFault($"PMP_TARGET is '{given}': it must be local or gcp.");
        return Operations.Target.Local;
    }

    private static GoogleCloudOptions Local(Endpoints endpoints) => new()
    {
        ProjectId = endpoints.Project,
        PubSubEmulatorHost = endpoints.PubSub.Authority,
        BigQueryEmulatorHost = endpoints.BigQuery.Authority,
        SchedulerEmulatorHost = endpoints.Scheduler.Authority,
        AdminEmulatorHost = endpoints.PubSub.Authority,
    };
}

/// <summary>The part of a running system's <c>endpoints.json</c> that pmpctl uses.</summary>
/// <param name="Project">Id of its project.</param>
/// <param name="PubSub">Pub/Sub, and Monitoring beside it.</param>
/// <param name="BigQuery">BigQuery and Storage Write.</param>
/// <param name="Scheduler">Cloud Scheduler.</param>
internal sealed record Endpoints(string Project, Uri PubSub, Uri BigQuery, Uri Scheduler)
{
    // a file without feeds, by an older version
    private static readonly Dictionary<string, FeedEndpoints> None = [];

    /// <summary>The process that runs it all.</summary>
    public int? ProcessId { get; init; }

    /// <summary>The feeds that it runs, by id.</summary>
    public IReadOnlyDictionary<string, FeedEndpoints> Feeds { get => field ?? None; init; }

    /// <summary>Name of the folder of its history within the data directory.</summary>
    public string? History { get; init; }

    /// <summary>What is polled: <c>live</c>, <c>sim</c> or <c>dir:PATH</c>.</summary>
    public string? FeedName { get; init; }

    /// <summary>Its system: <c>system_id</c> of its rows.</summary>
    public string? SystemId { get; init; }

    /// <summary>Seconds between two polls of the feeds that Google Cloud polls every minute.</summary>
    public double? PollS { get; init; }

    /// <summary>When it started (UTC).</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>Seconds that rows are kept after the end of their day; null: for ever.</summary>
    public double? RetentionS { get; init; }

    /// <summary>Whether a feed runs here that the recording lacks: its polls can't succeed.</summary>
    public bool DoesNotServe(FeedTopology feed) => Feeds.GetValueOrDefault(feed.Id) is { IsServed: false };
}

/// <summary>The part of a feed's addresses that pmpctl uses.</summary>
/// <param name="IsServed">Whether the source has this feed; a recording may lack one.</param>
/// <param name="CurationPush">Where its push engine listens; null where it is not curated.</param>
internal sealed record FeedEndpoints(bool IsServed, Uri? CurationPush);
