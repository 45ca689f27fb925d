using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace PmpPulse.LocalCloud.BigQuery.Documents;

/// <summary>One append-only file of documents. Appends are serialized by the caller; reads need no lock.</summary>
internal sealed class DocumentSegment : IDisposable
{
    private const string Extension = ".docs";

    private readonly SafeFileHandle _file;
    private long _flushed;
    private long _length;
    private int _holders;
    private bool _isBroken;

    public DocumentSegment(int number, string path, bool mustExist)
    {
        Number = number;
        _file = File.OpenHandle(path, mustExist ? FileMode.Open : FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        _length = _flushed = RandomAccess.GetLength(_file);
    }

    public int Number { get; }

    public long Length => Volatile.Read(ref _length);

    public bool IsUnflushed => Volatile.Read(ref _flushed) < Length && !IsBroken;

    /// <summary>
    /// Whether documents of it may be lost: the disk failed to store them, which it reports once. Rows that refer to it and are not committed
    /// yet must not be.
    /// </summary>
    public bool IsBroken => Volatile.Read(ref _isBroken);

    /// <summary>Whether rows refer to it that are not committed yet.</summary>
    public bool IsHeld => Volatile.Read(ref _holders) > 0;

    public void Hold() => Interlocked.Increment(ref _holders);

    public void Release() => Interlocked.Decrement(ref _holders);

    public static string NameOf(int number) => number.ToString("D8", CultureInfo.InvariantCulture) + Extension;

    /// <summary>Null for a file of another name.</summary>
    public static int? NumberOf(string path) =>
        Path.GetExtension(path) == Extension
            && int.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <returns>Where the document begins.</returns>
    public long Append(ReadOnlySpan<byte> packed)
    {
        var offset = _length;
        RandomAccess.Write(_file, packed, offset);
        Volatile.Write(ref _length, offset + packed.Length);
        return offset;
    }

    public void Flush()
    {
        var length = Length;
        try
        {
            RandomAccess.FlushToDisk(_file);
        }
        catch
        {
            Volatile.Write(ref _isBroken, true);
            throw;
        }

        Volatile.Write(ref _flushed, length);
    }

    /// <exception cref="InvalidDataException">The file is shorter.</exception>
    public void Read(long offset, Span<byte> packed)
    {
        while (packed.Length > 0)
        {
            var read = RandomAccess.Read(_file, packed, offset);
            if (read == 0) throw new InvalidDataException($"{NameOf(Number)} ends at {offset}");
            packed = packed[read..];
            offset += read;
        }
    }

    public void Dispose() => _file.Dispose();
}
