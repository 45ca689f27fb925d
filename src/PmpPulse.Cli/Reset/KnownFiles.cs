using PmpPulse.Cli.Running;

namespace PmpPulse.Cli.Reset;

/// <summary>
/// The files of a data directory, by name: anything else belongs to somebody else and stays, and so does the target of a link.
/// </summary>
internal static class KnownFiles
{
    private const string Database = "bigquery";

    // folders of the database, and what they may hold
    private static readonly (string Folder, string Files)[] OfFolders = [("bigquery.tmp", "duckdb_temp_*"), ("documents", "*.docs")];

    private static readonly string[] Top = ["pmp.log", FoundSystem.FileName, FoundSystem.FileName + ".new"];

    private static readonly string[] OfHistory =
    [
        "lock", "lock.pid", "lock.pid.new", "oidc-key.pem", "oidc-key.pem.new",
        "pubsub.db", "pubsub.db-wal", "pubsub.db-shm", "pubsub.db-journal",
        "scheduler.db", "scheduler.db-wal", "scheduler.db-shm", "scheduler.db-journal",
    ];

    private static readonly string[] OfDatabase = ["bigquery.duckdb", "bigquery.duckdb.wal", "bigquery.duckdb.wal.checkpoint", "bigquery.duckdb.wal.recovery", "instance.duckdb", "instance.duckdb.wal"];

    /// <summary>The histories in a data directory, which may itself be one.</summary>
    public static IReadOnlyList<string> Histories(string folder) =>
        [.. Directory.GetDirectories(folder).Where(path => IsHistoryName(Path.GetFileName(path))).Append(folder).Where(IsHistory).Order(StringComparer.Ordinal)];

    /// <summary>Known files that exist, each a plain file or a link; links are removed, not followed.</summary>
    public static IEnumerable<FileInfo> In(string folder, IReadOnlyList<string> histories)
    {
        foreach (var file in Named(folder, Top)) yield return file;
        foreach (var history in histories)
        {
            foreach (var file in Named(history, OfHistory)) yield return file;
            var database = Path.Combine(history, Database);
            if (!IsPlainFolder(database)) continue;
            foreach (var file in Named(database, OfDatabase)) yield return file;
            foreach (var (name, files) in OfFolders)
            {
                var inner = Path.Combine(database, name);
                if (!IsPlainFolder(inner)) continue;
                foreach (var file in new DirectoryInfo(inner).EnumerateFiles(files)) yield return file;
            }
        }
    }

    /// <summary>Folders that may be removed once they are empty, the innermost first.</summary>
    public static IEnumerable<string> Folders(string folder, IReadOnlyList<string> histories) =>
    [
        .. histories.SelectMany(FoldersOf).Where(IsPlainFolder),
        folder,
    ];

    private static IEnumerable<string> FoldersOf(string history)
    {
        var database = Path.Combine(history, Database);
        return [.. OfFolders.Select(inner => Path.Combine(database, inner.Folder)), database, history];
    }

    private static IEnumerable<FileInfo> Named(string folder, IEnumerable<string> names) =>
        names.Select(name => new FileInfo(Path.Combine(folder, name))).Where(file => file.Exists || file.LinkTarget is not null);

    private static bool IsHistoryName(string name) => name is "live" or "sim" || name.StartsWith("recorded-", StringComparison.Ordinal);

    // a file that every history has, and a folder named by mistake does not
    private static bool IsHistory(string path) => IsPlainFolder(path) && File.Exists(Path.Combine(path, "lock.pid"));

    private static bool IsPlainFolder(string path) => new DirectoryInfo(path) is { Exists: true, LinkTarget: null };
}
