using PmpPulse.Contracts.Json;

namespace PmpPulse.Feeds.Recordings;

/// <summary>Reads recorded files, which may be anything that has such a name.</summary>
public static class RecordedBytes
{
    /// <summary>A file's bytes. What has no length is not opened: a pipe would let its reader wait for ever, and a device has no end.</summary>
    /// <param name="path">The file, or a link to it.</param>
    /// <exception cref="IOException">It can't be read, or is larger than any feed may be.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] Read(string path)
    {
        var file = new FileInfo(path);
        if (file.ResolveLinkTarget(returnFinalTarget: true) is { } target) file = new FileInfo(target.FullName);
        return file.Length switch
        {
            0 => [],
            > JsonLimits.MaxUnpackedBytes => throw new IOException($"has {file.Length} bytes; a feed may have {JsonLimits.MaxUnpackedBytes}"),
            _ => File.ReadAllBytes(file.FullName),
        };
    }
}
