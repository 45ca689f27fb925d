using System.Diagnostics;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.Disk;

/// <summary>A disk of a few megabytes that a test can fill: a tmpfs, which only root can mount.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private SmallDisk()
    {
    }

    public string Path => _directory.Path;

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    /// <summary>Mounts it; skips the test if that isn't allowed.</summary>
    public static SmallDisk Mount(int mebibytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A tmpfs is Linux's.");
        var disk = new SmallDisk();
        if (Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m,mode=700", "tmpfs", disk.Path) is not { } failure) return disk;
        disk._directory.Dispose();
        Assert.Skip($"A tmpfs can't be mounted here: {failure}");
        return disk;
    }

    /// <summary>Fills it to the last byte.</summary>
    public void Fill()
    {
        using var ballast = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[64 * 1024];
        for (var size = block.Length; size > 0;)
        {
            try
            {
                ballast.Write(block, 0, size);
            }
            catch (IOException)
            {
                size /= 2;
            }
        }
    }

    /// <summary>Frees the space that <see cref="Fill"/> took.</summary>
    public void Free() => File.Delete(Ballast);

    public void Dispose()
    {
        if (Run("umount", "--lazy", Path) is { } failure) throw new InvalidOperationException($"{Path} stays mounted: {failure}");
        _directory.Dispose();
    }

    /// <returns>The error message.</returns>
    private static string? Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : error.Trim();
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return exception.Message;
        }
    }
}
