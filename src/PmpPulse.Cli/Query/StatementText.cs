using System.Text;
using PmpPulse.Operations;

namespace PmpPulse.Cli.Query;

/// <summary>Where the statement comes from: the command line, a file, or standard input.</summary>
internal static class StatementText
{
    // BigQuery's limit on an unresolved query
    private const int MaxBytes = 1 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="MisuseException">There is no statement, or more than one, or it can't be read.</exception>
    public static async Task<string> ReadAsync(string? given, string? file, CancellationToken cancellationToken)
    {
        if (given is not null && file is not null) throw new MisuseException("the command line has one statement and --file names another: give only one.");
        var (text, source) = (given, file) switch
        {
            ({ } statement, _) => (statement, "the statement"),
            (_, "-") => (await ReadInputAsync(cancellationToken), "standard input"),
            (_, { } path) => (await ReadFileAsync(path, cancellationToken), path),
            _ when Console.IsInputRedirected => (await ReadInputAsync(cancellationToken), "standard input"),
            _ => throw new MisuseException("there is no statement: give it on the command line, by --file, or on standard input, such as pmpctl query \"SELECT * FROM velib_latest_state\""),
        };
        if (Encoding.UTF8.GetByteCount(text) > MaxBytes) throw TooLong(source);
        return string.IsNullOrWhiteSpace(text) ? throw new MisuseException($"{source} is empty: there is no statement to run.") : text;
    }

    // a read of standard input blocks and ignores cancellation: Ctrl-C abandons it
    private static Task<string> ReadInputAsync(CancellationToken cancellationToken) =>
        Task.Run(() => ReadAsync(Console.OpenStandardInput(), "standard input", cancellationToken), cancellationToken).WaitAsync(cancellationToken);

    private static async Task<string> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(path);
            return await ReadAsync(stream, path, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new MisuseException($"--file {path} can't be read: {exception.Message}");
        }
    }

    private static async Task<string> ReadAsync(Stream stream, string source, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxBytes + 4];
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (read == buffer.Length) throw TooLong(source);
        try
        {
            return Strict.GetString(buffer, 0, read).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw new MisuseException($"{source} is not UTF-8 text.");
        }
    }

    private static MisuseException TooLong(string source) => new($"{source} is longer than 1 MiB, the maximum that BigQuery accepts.");
}
