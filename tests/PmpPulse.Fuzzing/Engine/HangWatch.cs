using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace PmpPulse.Fuzzing.Engine;

/// <summary>
/// Ends the process when an input takes too long, and writes each input to a file so that the parent of a crashed process can read it (a
/// stack overflow can't be caught).
/// </summary>
internal sealed class HangWatch : IDisposable
{
    /// <summary>Exit code of a process ended by this watch.</summary>
    public const int ExitCode = 70;

    private const int Capacity = 1 << 20;

    // minimizing a finding counts as one input
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly Timer _timer;
    private long _entered;

    public HangWatch(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Create, null, Capacity);
        _view = _file.CreateViewAccessor();
        _timer = new Timer(_ => EndIfHanging(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <summary>The input that a process was running when it died; null if none.</summary>
    public static byte[]? Read(string path)
    {
        if (!File.Exists(path)) return null;
        var bytes = File.ReadAllBytes(path);
        var length = bytes.Length < sizeof(int) ? 0 : BitConverter.ToInt32(bytes);
        return length == 0 ? null : bytes.AsSpan(sizeof(int), length - 1).ToArray();
    }

    public void Enter(byte[] input)
    {
        _view.WriteArray(sizeof(int), input, 0, input.Length);
        // length plus one, because an input may be empty
        _view.Write(0, input.Length + 1);
        Volatile.Write(ref _entered, Stopwatch.GetTimestamp());
    }

    public void Leave()
    {
        Volatile.Write(ref _entered, 0);
        _view.Write(0, 0);
    }

    public void Dispose()
    {
        _timer.Dispose();
        _view.Dispose();
        _file.Dispose();
    }

    private void EndIfHanging()
    {
        if (Volatile.Read(ref _entered) is var entered and not 0 && Stopwatch.GetElapsedTime(entered) > Limit) Environment.Exit(ExitCode);
    }
}
