using System.Globalization;

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
    /// <exception cref="DataDirectoryException">Another process holds it, or it can't be written.</exception>
    public static DataDirectory Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        var lockFile = System.IO.Path.Combine(path, "lock");
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataDirectoryException($"DATA_DIR {path} can't be made: {exception.Message}", exception);
        }

        try
        {
            // the file stays when the process goes, its lock does not: even kill -9 leaves nothing to clean up
            var held = new FileStream(lockFile, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
            // beside the lock, which nobody else can read
            System.IO.File.WriteAllText(lockFile + ".pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DataDirectory(path, held);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new DataDirectoryException($"DATA_DIR {path} can't be written: {exception.Message}", exception);
        }
        catch (IOException exception)
        {
            throw new DataDirectoryException(
                $"DATA_DIR {path} is in use by another LocalCloud{Holder(lockFile)}: stop that one, or give this one a folder of its own (--DATA_DIR=…).",
                exception);
        }
    }

    /// <summary>Path of a file or folder within.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => _lock.Dispose();

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
