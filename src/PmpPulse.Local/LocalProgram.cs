using System.Diagnostics.CodeAnalysis;
using Grpc.Core;
using PmpPulse.GoogleCloud;
using PmpPulse.Local.Demo;
using PmpPulse.Local.Up;
using PmpPulse.ServiceDefaults.Connections;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.ServiceDefaults.Logging;
using PmpPulse.ServiceDefaults.Settings;
using PmpPulse.ServiceDefaults.Streams;
using Serilog.Core;

namespace PmpPulse.Local;

/// <summary>The two runs of the one-process system, and the messages if they can't start.</summary>
internal static class LocalProgram
{
    private const string Name = "pmp-local";

    // an idle system holds 350: databases, listeners, and both ends of the connections between its services
    private const long MinOpenFiles = 512;

    [SuppressMessage("Design", "CA1031", Justification = "What nobody expected is reported here instead of by the runtime.")]
    public static async Task<int> RunAsync(string[] args)
    {
        var bounded = args is ["demo", ..];
        if (args is not ["up" or "demo", ..] || args.Any(argument => argument is "--help" or "-h" or "-?"))
        {
            StandardStreams.Output.Document(Help(bounded));
            return args is [] or ["up" or "demo", ..] or ["--help" or "-h" or "-?" or "help", ..] ? ServiceProgram.Succeeded : ServiceProgram.Misconfigured;
        }

        if (OpenFiles.Limit() is { } limit and < MinOpenFiles)
        {
            StandardStreams.Error.Line($"{Name} can't start: this process may have {limit} files open, and the whole system needs {MinOpenFiles}: raise the limit with `ulimit -n 1024`.");
            return ServiceProgram.Misconfigured;
        }

        using var stop = new StopSignals();
        try
        {
            return bounded
                ? await DemoCommand.RunAsync(args[1..], stop.Token)
                : await UpCommand.RunAsync(args[1..], stop.Token);
        }
        catch (SettingsException exception)
        {
            StandardStreams.Error.Line($"{Name} can't start:");
            foreach (var fault in exception.Faults)
            {
                StandardStreams.Error.Line($"  {fault}");
            }

            return ServiceProgram.Misconfigured;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DemoFailedException or GoogleApiException or RpcException)
        {
            // the messages of these name the port that is taken, the folder that is locked, the poll that did not end
            StandardStreams.Error.Line($"{Name}: {exception.Message}");
            if (Remedy(exception) is { } remedy) StandardStreams.Error.Line($"  {remedy}");
            return ServiceProgram.Failed;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            StandardStreams.Error.Line($"{Name}: stopped before it was done");
            return ServiceProgram.Failed;
        }
        catch (Exception exception)
        {
            CrashReport.Write(StandardStreams.Error, Name, exception);
            return ServiceProgram.Failed;
        }
    }

    /// <summary>Reads the settings of a run; a misspelt argument is a fault, like a wrong value.</summary>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static (LocalOptions Options, IConfiguration Configuration) ReadOptions(string[] args, bool bounded, string freshDirectory)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        var names = new LocalSettings(bounded);
        var settings = new SettingsReader(configuration);
        foreach (var (name, _) in new ConfigurationBuilder().AddCommandLine(args).Build().AsEnumerable())
        {
            if (!Describe(names).AllSettings.Any(setting => string.Equals(setting.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                settings.AddFault(new Setting(name, string.Empty, "value"), "is not a setting of this program", "see --help; arguments are written --NAME=value");
            }
        }

        var options = LocalOptions.Read(names, settings, freshDirectory);
        settings.ThrowIfFaulty();
        return (options, configuration);
    }

    /// <summary>The process's logger: JSON lines in a file, because the console uses the screen.</summary>
    public static Logger OpenLog(string file, IConfiguration configuration)
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var output = TextWriter.Synchronized(new StreamWriter(new FileStream(file, options)) { AutoFlush = true });
        return ServiceLogger.Create(Name, new SettingsReader(configuration), configuration, output);
    }

    private static string? Remedy(Exception exception) => exception switch
    {
        UnauthorizedAccessException => "Name a folder that you may write: make up DATA_DIR=…",
        { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => "Another `make up` may be running. Each port is a setting, such as PUBSUB_PORT, and 0 takes a free one: see `make up ARGS=--help`.",
        _ => null,
    };

    private static string Help(bool bounded) => HelpText.For(Describe(new LocalSettings(bounded)));

    /// <summary>Decides the addresses to listen on: this machine only, and a port for each service.</summary>
    internal static ServiceDescription Describe(LocalSettings settings) => new(
        $"{Name} {(settings.Bounded ? "demo" : "up")}",
        settings.Bounded
            ? "Runs the whole system in a fresh data directory on free ports for a bounded number of polls, and reports what went through."
            : "Runs the whole system on this machine until Ctrl-C. (`demo` instead of `up` is the bounded run: see `demo --help`.)",
        settings.All)
    {
        RequiresCaller = false,
        ListensOnPort = false,
        DefaultBindAddress = null,
    };
}
