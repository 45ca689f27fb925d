using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Grpc.Core;
using PmpPulse.Cli.Logs;
using PmpPulse.Cli.Running;
using PmpPulse.GoogleCloud;
using PmpPulse.Operations;
using PmpPulse.Operations.Refusals;
using Spectre.Console;

namespace PmpPulse.Cli;

/// <summary>Runs a command against the connected system and turns failures into a sentence and an exit code.</summary>
internal sealed class CommandRunner(ConnectionOptions connection)
{
    /// <summary>Makes a command whose action reads a result, and writes it as a table or as JSON.</summary>
    /// <param name="name">The command's name.</param>
    /// <param name="description">What <c>--help</c> says.</param>
    /// <param name="read">Reads the result from the system; progress is reported as text.</param>
    /// <param name="json">How the result is written as JSON.</param>
    /// <param name="write">How it is written for people.</param>
    /// <param name="exitCode">The exit code for the result.</param>
    public Command Create<T>(
        string name,
        string description,
        Func<GoogleCloudClients, IProgress<string>, CancellationToken, Task<T>> read,
        JsonTypeInfo<T> json,
        Action<IAnsiConsole, T> write,
        Func<T, int> exitCode) =>
        Create(name, description, (context, cancellationToken) => read(context.Clients, context.Progress, cancellationToken), json, write, exitCode);

    /// <summary>The same for commands that have options of their own, or do different things on the two targets.</summary>
    public Command Create<T>(
        string name,
        string description,
        Func<CommandContext, CancellationToken, Task<T>> read,
        JsonTypeInfo<T> json,
        Action<IAnsiConsole, T> write,
        Func<T, int> exitCode) =>
        Create(name, description, async (context, cancellationToken) =>
        {
            var result = await read(context, cancellationToken);
            if (connection.Output(context.Parsed) == OutputFormat.Json)
            {
                context.Output.Document(JsonSerializer.Serialize(result, json));
            }
            else
            {
                write(Terminals.On(context.Output), result);
            }

            return exitCode(result);
        }, failsInJson: true);

    /// <summary>The same for commands that write as they go; what they return is the exit code.</summary>
    /// <param name="name">The command's name.</param>
    /// <param name="description">What <c>--help</c> says.</param>
    /// <param name="run">Runs it.</param>
    /// <param name="failsInJson">
    /// With <c>--output json</c> a failure is an object on standard output too, so that its reader always gets one.
    /// </param>
    public Command Create(string name, string description, Func<CommandContext, CancellationToken, Task<int>> run, bool failsInJson = false) =>
        Create(name, description, run, parsed => failsInJson && connection.Output(parsed) == OutputFormat.Json);

    /// <summary>The same for a command that has formats of its own.</summary>
    public Command Create(string name, string description, Func<CommandContext, CancellationToken, Task<int>> run, Func<ParseResult, bool> failsInJson)
    {
        var command = new Command(name, description);
        command.SetAction((parsed, cancellationToken) => RunAsync(FullName(parsed.CommandResult), parsed, run, failsInJson(parsed), cancellationToken));
        return command;
    }

    /// <summary>Such as <c>dlq list</c>.</summary>
    private static string FullName(CommandResult result) =>
        result.Parent is CommandResult { Parent: not null } parent ? $"{FullName(parent)} {result.Command.Name}" : result.Command.Name;

    private async Task<int> RunAsync(
        string name, ParseResult parsed, Func<CommandContext, CancellationToken, Task<int>> run, bool failsInJson, CancellationToken cancellationToken)
    {
        Lazy<GoogleCloudClients>? clients = null;
        try
        {
            var local = connection.FindLocal(parsed);
            clients = new Lazy<GoogleCloudClients>(() => connection.Connect(parsed, local));
            var context = new CommandContext
            {
                Parsed = parsed,
                Target = connection.Target(parsed),
                Connection = clients,
                Local = local,
                SystemId = connection.SystemId(parsed, local),
                Feeds = connection.Feeds(parsed, local),
                DataDirectory = connection.DataDirectory(parsed),
                IsDataDirectoryNamed = connection.IsDataDirectoryNamed(parsed),
                Progress = new ErrorProgress(parsed.InvocationConfiguration.Error),
                Clock = connection.Clock,
            };
            // on another thread, so that a command which computes for long still hears Ctrl-C
            return await Task.Run(() => run(context, cancellationToken), cancellationToken);
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested && exception is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
        {
            return Fail(["stopped before it was done"], ExitCodes.Interrupted);
        }
        catch (Exception exception) when (Failures.Explain(exception, connection.Target(parsed)) is { } why)
        {
            return Fail(exception is MisuseException misuse ? misuse.Problems : [why], ExitCodes.Of(exception));
        }
        finally
        {
            if (clients is { IsValueCreated: true }) clients.Value.Dispose();
        }

        int Fail(IReadOnlyList<string> reasons, int exitCode)
        {
            foreach (var reason in reasons) parsed.InvocationConfiguration.Error.Line($"pmpctl {name}: {reason}");
            if (failsInJson)
            {
                parsed.InvocationConfiguration.Output.Document(
                    JsonSerializer.Serialize(new FailureReport($"pmpctl {name}: {string.Join('\n', reasons)}", exitCode), CompactJson.Default.FailureReport));
            }

            return exitCode;
        }
    }
}
