using PmpPulse.Cli.Running;

namespace PmpPulse.Cli.Reset;

/// <summary>
/// The files of a data directory, by name: anything else belongs to somebody else and stays, and so does the target of a link.
/// </summary>
internal static class KnownFiles
{
    private const string Database = "bigquery";
    private const string SpillFolder = "bigquery.tmp";

    private static readonly string[] Top = ["pmp.log", FoundSystem.FileName, FoundSystem.FileName + ".new"];

    private static readonly string[] OfHistory =
    [
        "lock", "lock.pid", "lock.pid.new", "oidc-key.pem", "oidc-key.pem.new",
        "pubsub.db", "pubsub.db-wal", "pubsub.db-shm", "pubsub.db-journal",
        "scheduler.db", "scheduler.db-wal", "scheduler.db-shm", "scheduler.db-journal",
    ];

    private static readonly string[] OfDatabase = ["bigquery.duckdb", "bigquery.duckdb.wal", "bigquery.duckdb.wal.checkpoint", "bigquery.duckdb.wal.recovery"];

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
            var spill = Path.Combine(database, SpillFolder);
            if (!IsPlainFolder(spill)) continue;
            foreach (var file in new DirectoryInfo(spill).EnumerateFiles("duckdb_temp_*")) yield return file;
        }
    }

    /// <summary>Folders that may be removed once they are empty, the innermost first.</summary>
    public static IEnumerable<string> Folders(string folder, IReadOnlyList<string> histories) =>
    [
        .. histories.SelectMany(history => new[] { Path.Combine(history, Database, SpillFolder), Path.Combine(history, Database), history }).Where(IsPlainFolder),
        folder,
    ];

    private static IEnumerable<FileInfo> Named(string folder, IEnumerable<string> names) =>
        names.Select(name => new FileInfo(Path.Combine(folder, name))).Where(file => file.Exists || file.LinkTarget is not null);

    private static bool IsHistoryName(string name) => name is "live" or "sim" || name.StartsWith("recorded-", StringComparison.Ordinal);

    // a file that every history has, and a folder named by mistake does not
    private static bool IsHistory(string path) => IsPlainFolder(path) && File.Exists(Path.Combine(path, "lock.pid"));

    private static bool IsPlainFolder(string path) => new DirectoryInfo(path) is { Exists: true, LinkTarget: null };
}
