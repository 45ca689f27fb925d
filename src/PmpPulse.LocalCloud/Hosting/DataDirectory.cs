using System.Globalization;
using PmpPulse.ServiceDefaults.Files;

namespace PmpPulse.LocalCloud.Hosting;

/// <summary>The folder that contains all of LocalCloud's data. The file <c>lock</c> locks it for one process.</summary>
public sealed class DataDirectory : IDisposable
{
    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <summary>Creates the folder if needed, and locks it until disposed.</summary>
    /// <exception cref="DataDirectoryException">
    /// Another process holds it, it isn't writable, or other users could change its contents.
    /// </exception>
    public static DataDirectory Open(string path)
    {
        try
        {
            // verify the whole folder before opening anything inside; after this, no other user can add files to it
            path = TrustedPath.OpenFolder(path, withContents: true);
        }
        catch (UntrustedPathException exception)
        {
            throw new DataDirectoryException($"DATA_DIR is not safe: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataDirectoryException($"DATA_DIR {path} can't be used: {exception.Message}", exception);
        }

        return new DataDirectory(path, Lock(path, System.IO.Path.Combine(path, "lock")));
    }

    /// <summary>The path of a file or subfolder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string path, string lockFile)
    {
        FileStream? held = null;
        try
        {
            // the file outlives the process but its lock does not, so even kill -9 leaves nothing to clean up
            held = new FileStream(lockFile, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
            // in a separate file, because the locked one can't be read by others
            TrustedPath.Replace(lockFile + ".pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return held;
        }
        catch (Exception exception) when (held is not null && exception is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw new DataDirectoryException($"DATA_DIR {path} can't be written: {exception.Message}", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new DataDirectoryException($"DATA_DIR {path} can't be written: {exception.Message}", exception);
        }
        catch (IOException exception) when (IsHeld(exception))
        {
            throw new DataDirectoryException(
                $"DATA_DIR {path} is in use by another LocalCloud{Holder(lockFile)}: stop that one, or give this one a folder of its own (--DATA_DIR=…).",
                exception);
        }
        catch (IOException exception)
        {
            throw new DataDirectoryException($"DATA_DIR {path} can't be written: {exception.Message}", exception);
        }
    }

    /// <summary>Whether the lock is held (EAGAIN, EWOULDBLOCK, a sharing violation). Full and read-only disks cause other errors.</summary>
    private static bool IsHeld(IOException exception) => (exception.HResult & 0xFFFF) is 11 or 35 or 32 or 33;

    private static string Holder(string lockFile)
    {
        try
        {
            return $" (process {System.IO.File.ReadAllText(lockFile + ".pid")})";
        }
        catch (IOException)
        {
            // the process id is only a hint
            return "";
        }
    }
}
