using System.Diagnostics;

namespace PmpPulse.Chaos.Faults;

/// <summary>
/// A small in-memory disk for LocalCloud that can be filled. Mounting it needs permission; without it, this is an ordinary folder that
/// can't be filled.
/// </summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const int Megabytes = 1_024;

    private readonly string _ballast;

    private SmallDisk(string folder, bool canBeFilled)
    {
        Folder = folder;
        CanBeFilled = canBeFilled;
        _ballast = Path.Combine(folder, "ballast");
    }

    public string Folder { get; }

    public bool CanBeFilled { get; }

    public static async Task<SmallDisk> MountAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        return new SmallDisk(folder, await RunAsync("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m", "pmp-chaos", folder));
    }

    /// <summary>Fills the disk.</summary>
    public void Fill()
    {
        var block = new byte[1024 * 1024];
        using var file = new FileStream(_ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var length = block.Length; length >= 512; length /= 2)
        {
            try
            {
                while (true) file.Write(block, 0, length);
            }
            catch (IOException)
            {
                // no room for a block of this size
            }
        }
    }

    /// <summary>Frees the space.</summary>
    public void Free() => File.Delete(_ballast);

    /// <summary>Copies the disk's content to a folder that outlives the run.</summary>
    public async Task KeepAsync(string folder)
    {
        File.Delete(_ballast);
        if (CanBeFilled) await RunAsync("cp", "-a", Folder, folder);
    }

    public async ValueTask DisposeAsync()
    {
        if (CanBeFilled) await RunAsync("umount", Folder);
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
