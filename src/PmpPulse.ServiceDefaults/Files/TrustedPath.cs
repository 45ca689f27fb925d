namespace PmpPulse.ServiceDefaults.Files;

/// <summary>
/// Folders and files that are trusted because they are ours: owned by this process's user, not links, and not writable by others. On
/// Windows a profile's own access lists do this, and nothing is checked.
/// </summary>
public static class TrustedPath
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>
    /// Creates a folder that only its owner may enter, or checks an existing one, including its contents if
    /// <paramref name="withContents"/> says so; if others may read it, it is then closed to them.
    /// </summary>
    /// <returns>The folder's absolute path, a link of our own followed.</returns>
    /// <exception cref="UntrustedPathException">It, or something in it, is not ours, or others may write to it.</exception>
    /// <exception cref="IOException">It can't be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It can't be made.</exception>
    public static string OpenFolder(string path, bool withContents = false)
    {
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return path;
        }

        if (UnixStat.Of(path) is { IsLink: true } link)
        {
            if (!link.IsOurs) throw Foreign(path, "is a link of another user's", link);
            path = Directory.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        }

        if (File.Exists(path)) throw new IOException($"{path} is a file, and must be a folder.");
        Directory.CreateDirectory(path, OwnerOnly);
        CheckFolder(path);
        var isOpen = UnixStat.Of(path) is { IsOpenToOthers: true };
        if (withContents) CheckContents(path, isOpen);
        // not earlier: the next try must be refused again
        if (isOpen) File.SetUnixFileMode(path, OwnerOnly);
        return path;
    }

    /// <summary>Checks an existing folder and changes nothing.</summary>
    /// <exception cref="UntrustedPathException">It is not ours, or others may write to it.</exception>
    public static void CheckFolder(string path)
    {
        if (OperatingSystem.IsWindows() || UnixStat.Of(path) is not { } stat) return;
        if (!stat.IsFolder) throw new UntrustedPathException($"{path} is not a folder.");
        if (!stat.IsOurs) throw Foreign(path, "belongs to another user", stat);
        if (stat.IsWrittenByOthers) throw WrittenByOthers(path);
    }

    /// <summary>
    /// Every file and folder within, before any is opened. Their own modes don't matter if nobody else can reach them: libraries create
    /// files according to the umask.
    /// </summary>
    private static void CheckContents(string folder, bool wasOpen)
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(folder))
        {
            if (UnixStat.Of(path) is not { } stat) continue;
            if (!stat.IsFolder) CheckKind(path, stat);
            if (!stat.IsOurs) throw Foreign(path, "belongs to another user", stat);
            if (wasOpen && stat.IsWrittenByOthers) throw WrittenByOthers(path);
            if (stat.IsFolder) CheckContents(path, wasOpen);
        }
    }

    /// <summary>Checks a file before it is opened; a missing one passes.</summary>
    /// <exception cref="UntrustedPathException">It is a link, or not a file, or not ours, or others may write to it.</exception>
    public static void CheckFile(string path)
    {
        if (OperatingSystem.IsWindows() || UnixStat.Of(path) is not { } stat) return;
        CheckKind(path, stat);
        if (!stat.IsOurs) throw Foreign(path, "belongs to another user", stat);
        if (stat.IsWrittenByOthers) throw WrittenByOthers(path);
    }

    /// <summary>The same for a secret, which others must not have been able to read either.</summary>
    /// <exception cref="UntrustedPathException">As <see cref="CheckFile"/>, or others may read it.</exception>
    public static void CheckSecret(string path)
    {
        CheckFile(path);
        if (!OperatingSystem.IsWindows() && UnixStat.Of(path) is { IsOpenToOthers: true })
        {
            throw new UntrustedPathException($"{path} can be read by other users, who may have copied it: delete it (rm {Quoted(path)}), and a new one is made.");
        }
    }

    /// <summary>
    /// Writes a file that only its owner may read, atomically: first to a temporary name that must not exist, then renamed.
    /// A link at either name is replaced, not followed.
    /// </summary>
    public static void Replace(string path, string content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var unfinished = path + ".new";
        File.Delete(unfinished);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(unfinished, options))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(content));
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    private static void CheckKind(string path, UnixStat stat)
    {
        if (stat.IsLink) throw new UntrustedPathException($"{path} is a link, and whoever made it decides what is read and written: remove it (rm {Quoted(path)}).");
        if (!stat.IsRegular) throw new UntrustedPathException($"{path} is not a plain file: remove it.");
    }

    private static UntrustedPathException Foreign(string path, string what, UnixStat stat) => new(
        $"{path} {what} (user id {stat.Owner}): name a folder of your own, or start as that user. If it is yours, sudo chown -R \"$USER\" {Quoted(path)}");

    private static UntrustedPathException WrittenByOthers(string path) => new(
        $"{path} can be written by other users, who may have changed what is in it: if you trust it, chmod -R go-rwx {Quoted(path)}");

    // somebody else may have chosen the name, and the command is meant to be copied
    private static string Quoted(string path) =>
        path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-') && !path.StartsWith('-')
            ? path
            : $"'{path.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
