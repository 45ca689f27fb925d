using System.Text.Json;
using PmpPulse.Cli.Running;
using PmpPulse.Operations;
using PmpPulse.ServiceDefaults.Files;

namespace PmpPulse.Cli.Reset;

/// <summary>Deletes what <c>make up</c> wrote into its data directory, by name; anything else there stays.</summary>
internal static class LocalReset
{
    /// <exception cref="MisuseException">
    /// The folder is in use, isn't a data directory, isn't the user's own, or nobody confirmed.
    /// </exception>
    public static ResetReport Run(CommandContext context, bool confirmed, bool inJson)
    {
        var path = Path.GetFullPath(context.DataDirectory);
        if (!Directory.Exists(path))
        {
            if (context.IsDataDirectoryNamed) throw new MisuseException($"there is no folder {path}: nothing was deleted. Name the right one with --data-dir.");
            return new ResetReport(path, [], 0, 0, []);
        }

        path = Directory.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        Check(path);
        var histories = KnownFiles.Histories(path);
        if (histories.Count == 0)
        {
            throw new MisuseException($"{path} is not a data directory of this system (none of its folders is a history with a lock.pid): nothing was deleted. Name the right one with --data-dir.");
        }

        foreach (var history in histories) Check(history);
        using var held = new Locks(histories, path);
        var files = KnownFiles.In(path, histories).ToList();
        var bytes = files.Sum(file => file.LinkTarget is null ? file.Length : 0);
        var names = histories.Select(history => Path.GetFileName(history)).ToList();
        var tell = inJson ? context.Parsed.InvocationConfiguration.Error : context.Output;
        tell.Line($"This deletes in {path}: {files.Count} files, {bytes / 1e6:0.0} MB, all history and messages of {string.Join(", ", names)}.");
        if (!confirmed && !Confirmation.Ask(tell, "Type yes to go on:", "yes", "--yes")) throw new MisuseException("not confirmed: nothing was deleted.");

        foreach (var file in files) file.Delete();
        foreach (var folder in KnownFiles.Folders(path, histories).Where(folder => !Directory.EnumerateFileSystemEntries(folder).Any())) Directory.Delete(folder);
        return new ResetReport(path, names, files.Count, bytes, Directory.Exists(path) ? [.. Left(path, path, histories)] : []);
    }

    public static int Write(CommandContext context, ResetReport report, bool inJson)
    {
        if (inJson) context.Output.Document(JsonSerializer.Serialize(report, CliJson.Default.ResetReport));
        else if (report.Histories.Count == 0) context.Output.Line($"There is nothing to delete: {report.Folder} does not exist.");
        else context.Output.Line("Deleted. `make up` starts afresh.");
        if (!inJson && report.Left.Count > 0) context.Output.Line($"Left in {report.Folder}, because this system did not write it: {string.Join(", ", report.Left)}");
        return ExitCodes.Succeeded;
    }

    private static void Check(string folder)
    {
        try
        {
            TrustedPath.CheckFolder(folder);
        }
        catch (UntrustedPathException exception)
        {
            throw new MisuseException($"{exception.Message} Nothing was deleted.");
        }
    }

    /// <summary>Relative paths; another user's folder is listed but not opened.</summary>
    private static IEnumerable<string> Left(string root, string folder, IReadOnlyList<string> histories) =>
        Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal).SelectMany(entry =>
            histories.Contains(entry) && entry != root ? Left(root, entry, histories) : [Path.GetRelativePath(root, entry)]);

    /// <summary>Holds the locks that a running system holds, so that none starts meanwhile.</summary>
    private sealed class Locks : IDisposable
    {
        private readonly List<FileStream> _held = [];

        public Locks(IEnumerable<string> histories, string path)
        {
            foreach (var file in histories.Select(history => Path.Combine(history, "lock")))
            {
                try
                {
                    TrustedPath.CheckFile(file);
                    if (File.Exists(file)) _held.Add(new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.Delete));
                }
                catch (UntrustedPathException exception)
                {
                    Dispose();
                    throw new MisuseException($"{exception.Message} Nothing was deleted.");
                }
                catch (IOException)
                {
                    Dispose();
                    throw new MisuseException($"the system in {path} runs: stop it first (Ctrl-C in its terminal). Nothing was deleted.");
                }
            }
        }

        public void Dispose() => _held.ForEach(held => held.Dispose());
    }
}
