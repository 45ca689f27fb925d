using System.Globalization;
using PmpPulse.Cli.Running;

namespace PmpPulse.Cli.Reset;

/// <summary>Deletes the data directory of <c>make up</c>.</summary>
internal static class LocalReset
{
    // what every data directory has in one of its folders: a path typed by mistake has not
    private const string Mark = "lock.pid";

    /// <exception cref="MisuseException">It is in use, is no data directory, or nobody confirmed.</exception>
    public static async Task<int> RunAsync(CommandContext context, bool confirmed)
    {
        var path = Path.GetFullPath(context.DataDirectory);
        if (!Directory.Exists(path))
        {
            context.Output.Line($"There is nothing to delete: {path} does not exist.");
            return ExitCodes.Succeeded;
        }

        var stores = Directory.GetDirectories(path).Append(path).Where(folder => File.Exists(Path.Combine(folder, Mark))).ToList();
        if (stores.Count == 0)
        {
            throw new MisuseException($"{path} is no data directory of this system (none of its folders holds {Mark}): nothing was deleted. Name the right one with --data-dir.");
        }

        using var held = new Locks(stores, path);
        var files = new DirectoryInfo(path).GetFiles("*", SearchOption.AllDirectories);
        var size = string.Create(CultureInfo.InvariantCulture, $"{files.Sum(file => file.Length) / 1e6:0.0} MB");
        context.Output.Line($"This deletes {path}: {files.Length} files, {size}, all history and messages of {string.Join(", ", stores.Select(Path.GetFileName))}.");
        if (!confirmed && !await Confirmation.AskAsync(context.Output, "Type yes to go on:", "yes", "--yes"))
        {
            throw new MisuseException("not confirmed: nothing was deleted.");
        }

        Directory.Delete(path, recursive: true);
        context.Output.Line("Deleted. `make up` starts afresh.");
        return ExitCodes.Succeeded;
    }

    /// <summary>Holds the locks that a running system holds, so that none starts meanwhile.</summary>
    private sealed class Locks : IDisposable
    {
        private readonly List<FileStream> _held = [];

        public Locks(IEnumerable<string> stores, string path)
        {
            foreach (var store in stores)
            {
                try
                {
                    _held.Add(new FileStream(Path.Combine(store, "lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.Delete));
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
