using System.Globalization;
using PmpPulse.ServiceDefaults.Files;

namespace PmpPulse.LocalCloud.Hosting;

/// <summary>The folder LocalCloud keeps everything in, held for one process by a lock on the file <c>lock</c>.</summary>
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

    /// <summary>Makes the folder where it is missing, and locks it until disposed.</summary>
    /// <exception cref="DataDirectoryException">Another process holds it, it can't be written, or others could change what is in it.</exception>
    public static DataDirectory Open(string path)
    {
        try
        {
            // nothing within is opened before all of it is known to be ours; from here on no other user can put anything there
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

    /// <summary>Path of a file or folder within.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string path, string lockFile)
    {
        FileStream? held = null;
        try
        {
            // the file stays when the process goes, its lock does not: even kill -9 leaves nothing to clean up
            held = new FileStream(lockFile, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
            // beside the lock, which no other user can read
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

    /// <summary>Full disks and read-only ones are other errors than a lock that is held (EAGAIN, EWOULDBLOCK, a sharing violation).</summary>
    private static bool IsHeld(IOException exception) => (exception.HResult & 0xFFFF) is 11 or 35 or 32 or 33;

    private static string Holder(string lockFile)
    {
        try
        {
            return $" (process {System.IO.File.ReadAllText(lockFile + ".pid")})";
        }
        catch (IOException)
        {
            // only a hint is lost
            return "";
        }
    }
}
