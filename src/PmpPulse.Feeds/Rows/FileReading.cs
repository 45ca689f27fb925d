using PmpPulse.Contracts.Json;

namespace PmpPulse.Feeds.Rows;

/// <summary>What became of a file's elements.</summary>
/// <param name="Written">Those that have a row, in the rows' order.</param>
/// <param name="Refused">Those that have none, each with its error.</param>
/// <param name="Repetitions">How many were left out because an earlier one has the same bytes.</param>
public sealed record FileReading(IReadOnlyList<FileElement> Written, IReadOnlyList<(FileElement Element, ReadError Error)> Refused, int Repetitions)
{
    /// <summary>Number of elements of the file, valid or not.</summary>
    public int Count => Written.Count + Refused.Count + Repetitions;
}

/// <summary>An element of a file.</summary>
/// <param name="Index">Its position in the list, from 0.</param>
/// <param name="Id">Its id, as far as one could be read.</param>
public readonly record struct FileElement(int Index, string? Id);
