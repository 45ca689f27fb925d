using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using PmpPulse.Contracts.Text;
using PmpPulse.ServiceDefaults.Settings;
using PmpPulse.ServiceDefaults.Streams;

namespace PmpPulse.ServiceDefaults.Hosting;

/// <summary>The <c>Main</c> of every service: prints help, runs until SIGTERM, and prints a plain sentence if it can't start.</summary>
public static class ServiceProgram
{
    /// <summary>Stopped as asked, or help printed.</summary>
    public const int Succeeded = 0;

    /// <summary>Could not listen.</summary>
    public const int Failed = 1;

    /// <summary>Settings are missing or wrong.</summary>
    public const int Misconfigured = 2;

    /// <summary>Builds the service and runs it until it is told to stop.</summary>
    /// <returns>The process's exit code.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "What nobody expected is reported here instead of by the runtime.")]
    public static async Task<int> RunAsync(ServiceDescription service, string[] args, Func<string[], WebApplication> build)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(build);
        if (args is ["--help" or "-h" or "-?" or "help", ..])
        {
            StandardStreams.Output.Document(HelpText.For(service));
            return Succeeded;
        }

        try
        {
            await using var app = build(args);
            app.Lifetime.ApplicationStopping.Register(new StopLimit(service.Name).Begin);
            await app.RunAsync();
            return Succeeded;
        }
        catch (SettingsException exception)
        {
            StandardStreams.Error.Line($"{service.Name} can't start:");
            foreach (var fault in exception.Faults) StandardStreams.Error.Line($"  {fault}");
            StandardStreams.Error.Line("See --help for all settings.");
            return Misconfigured;
        }
        catch (IOException exception)
        {
            // Kestrel's own message names the address that is taken or not allowed
            StandardStreams.Error.Line($"{service.Name} can't start: {exception.Message}");
            return Failed;
        }
        catch (Exception exception)
        {
            CrashReport.Write(StandardStreams.Error, service.Name, exception);
            return Failed;
        }
    }
}
