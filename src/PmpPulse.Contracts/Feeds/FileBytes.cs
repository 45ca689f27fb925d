namespace PmpPulse.Contracts.Feeds;

/// <summary>Reads files that a user named, or that lie in a folder of theirs: they may be anything.</summary>
public static class FileBytes
{
    /// <summary>A file's bytes. What has no length is not opened: a pipe would let its reader wait for ever, and a device has no end.</summary>
    /// <param name="path">The file, or a link to it.</param>
    /// <param name="limit">How many bytes it may have.</param>
    /// <exception cref="IOException">It can't be read, or is larger.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] Read(string path, long limit)
    {
        var file = new FileInfo(path);
        if (file.ResolveLinkTarget(returnFinalTarget: true) is { } target) file = new FileInfo(target.FullName);
        if (file.Length > limit) throw new IOException($"{path} has {file.Length} bytes; at most {limit} are read");
        return file.Length == 0 ? [] : File.ReadAllBytes(file.FullName);
    }
}
