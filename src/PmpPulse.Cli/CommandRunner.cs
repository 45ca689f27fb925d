using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Grpc.Core;
using PmpPulse.GoogleCloud;
using Spectre.Console;

namespace PmpPulse.Cli;

/// <summary>Runs a command against the connected system and turns what goes wrong into a sentence and an exit code.</summary>
internal sealed class CommandRunner(ConnectionOptions connection)
{
    /// <summary>Makes a command whose action reads a result, and writes it as a table or as JSON.</summary>
    /// <param name="name">The command's name.</param>
    /// <param name="description">What <c>--help</c> says.</param>
    /// <param name="read">Reads the result from the system; progress is reported in words.</param>
    /// <param name="json">How the result is written as JSON.</param>
    /// <param name="write">How it is written for people.</param>
    /// <param name="exitCode">What the exit code says of it.</param>
    public Command Create<T>(
        string name,
        string description,
        Func<GoogleCloudClients, IProgress<string>, CancellationToken, Task<T>> read,
        JsonTypeInfo<T> json,
        Action<IAnsiConsole, T> write,
        Func<T, int> exitCode) =>
        Create(name, description, (_, clients, progress, cancellationToken) => read(clients, progress, cancellationToken), json, write, exitCode);

    /// <inheritdoc cref="Create{T}(string, string, Func{GoogleCloudClients, IProgress{string}, CancellationToken, Task{T}}, JsonTypeInfo{T}, Action{IAnsiConsole, T}, Func{T, int})"/>
    public Command Create<T>(
        string name,
        string description,
        Func<ParseResult, GoogleCloudClients, IProgress<string>, CancellationToken, Task<T>> read,
        JsonTypeInfo<T> json,
        Action<IAnsiConsole, T> write,
        Func<T, int> exitCode)
    {
        var command = new Command(name, description);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                using var clients = connection.Connect(parsed);
                var result = await read(parsed, clients, new ErrorProgress(), cancellationToken);
                if (connection.Output(parsed) == OutputFormat.Json)
                {
                    await Console.Out.WriteLineAsync(JsonSerializer.Serialize(result, json));
                }
                else
                {
                    write(AnsiConsole.Console, result);
                }

                return exitCode(result);
            }
            catch (Exception exception) when (exception is MisuseException or GoogleCloudConfigurationException)
            {
                await Console.Error.WriteLineAsync($"pmpctl {name}: {exception.Message}");
                return ExitCodes.Misused;
            }
            catch (GoogleApiException exception)
            {
                await Console.Error.WriteLineAsync($"pmpctl {name}: refused ({(int)exception.StatusCode}): {exception.Message}");
                return ExitCodes.Unavailable;
            }
            catch (RpcException exception)
            {
                await Console.Error.WriteLineAsync($"pmpctl {name}: {exception.StatusCode}: {exception.Status.Detail}. {RemedyOf(exception.StatusCode)}");
                return ExitCodes.Unavailable;
            }
            catch (HttpRequestException exception)
            {
                await Console.Error.WriteLineAsync(
                    $"pmpctl {name}: nothing answers: {exception.Message}. Start the system with `make up`, or name its data directory with --data-dir.");
                return ExitCodes.Unavailable;
            }
        });
        return command;
    }

    private static string RemedyOf(StatusCode status) => status switch
    {
        StatusCode.NotFound => "Was it made? `make up` makes all that is missing on this machine, Terraform on Google Cloud.",
        StatusCode.PermissionDenied or StatusCode.Unauthenticated => "Give the account that runs this the role it lacks.",
        _ => "Start the system with `make up`, or name its data directory with --data-dir.",
    };

    private sealed class ErrorProgress : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine($"  {value}");
    }
}
