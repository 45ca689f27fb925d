namespace PmpPulse.Curation.Tests.Fencing.Model;

/// <summary>What a worker waits for, or <see cref="None"/>. Creating a stream has no step of its own: only its maker knows of it.</summary>
internal enum Call : byte
{
    None,
    ReadRegister,
    Finalize,
    CompareAndSet,

    /// <summary>The register read again, as the answer to a compare-and-set was lost.</summary>
    AskRegister,
    Load,
    Append,
}

/// <summary>How far a request got.</summary>
internal enum Progress : byte
{
    Nothing,
    OnItsWay,

    /// <summary>Appends only: BigQuery took it and is carrying it out; its rows are not to be seen yet.</summary>
    Taken,

    /// <summary>Done, and not yet answered: within a step only.</summary>
    Done,
}

internal enum Answer : byte
{
    Ok,
    Conflict,
    AlreadyExists,
    OutOfRange,
    Finalized,
    Busy,
}

/// <summary>A request. Streams are numbers from 1; sets of snapshots are bits.</summary>
/// <param name="Call">What it asks for.</param>
/// <param name="Progress">How far it got.</param>
/// <param name="Stream">The stream it names; of a read register, the stream found.</param>
/// <param name="Fresh">The ETag it carries, or that was read, is still the register's.</param>
/// <param name="Offset">Appends only.</param>
/// <param name="Snapshots">Those to append; of a load, those found.</param>
/// <param name="Answer">What BigQuery said, once it is done.</param>
internal readonly record struct Request(Call Call, Progress Progress, byte Stream, bool Fresh, byte Offset, byte Snapshots, Answer Answer);

/// <summary>A worker between two of its steps. A crash leaves nothing of it.</summary>
/// <param name="Batch">The snapshots it is about to write.</param>
/// <param name="Owned">The stream it believes to own, 0 for none; during a take-over, the one it created.</param>
/// <param name="IsOwner">It is past its takeover.</param>
/// <param name="NextOffset">Where its next append goes.</param>
/// <param name="Written">The snapshots it knows to be in the table.</param>
/// <param name="MayBeIn">An earlier try of the append in hand had no answer.</param>
/// <param name="Fresh">The ETag it read is still the register's.</param>
/// <param name="Pending">The request it waits for.</param>
internal readonly record struct Worker(byte Batch, byte Owned, bool IsOwner, byte NextOffset, byte Written, bool MayBeIn, bool Fresh, Request Pending);

/// <summary>Everything: two workers, a request that no caller waits for, and the state of BigQuery and Pub/Sub.</summary>
/// <param name="One">A worker.</param>
/// <param name="Two">The other.</param>
/// <param name="Late">A request that may yet arrive.</param>
/// <param name="Register">The stream that the register names, 0 for none.</param>
/// <param name="Lengths">Rows of each stream, two bits a stream.</param>
/// <param name="Ended">The finalized streams, as bits.</param>
/// <param name="Table">The snapshots that are in the table.</param>
/// <param name="Twice">Those that are in it twice.</param>
/// <param name="Acknowledged">The messages that Pub/Sub need not deliver any more; it may all the same.</param>
internal readonly record struct FenceState(
    Worker One, Worker Two, Request Late, byte Register, uint Lengths, ushort Ended, byte Table, byte Twice, byte Acknowledged)
{
    public Worker this[int worker] => worker == 0 ? One : Two;

    public FenceState With(int worker, Worker value) => worker == 0 ? this with { One = value } : this with { Two = value };

    public int Length(byte stream) => (int)(Lengths >> 2 * stream & 3);

    public bool IsEnded(byte stream) => (Ended >> stream & 1) != 0;

    public FenceState WithLength(byte stream, int length) => this with { Lengths = Lengths & ~(3u << 2 * stream) | (uint)length << 2 * stream };

    /// <summary>Whether BigQuery is carrying out an append to a stream.</summary>
    public bool IsTaken(byte stream) => IsTaken(One.Pending, stream) || IsTaken(Two.Pending, stream) || IsTaken(Late, stream);

    private static bool IsTaken(Request request, byte stream) => request.Progress == Progress.Taken && request.Stream == stream;

    /// <summary>The same state with its streams numbered in the order in which they are referenced, without unreferenced ones.</summary>
    public FenceState Renumbered()
    {
        Span<byte> numbers = stackalloc byte[16];
        byte next = 1;
        var state = this;
        state = state with { Register = Number(state.Register, numbers, ref next) };
        state = state with { One = Renumber(state.One, numbers, ref next) };
        state = state with { Two = Renumber(state.Two, numbers, ref next) };
        state = state with { Late = Renumber(state.Late, numbers, ref next), Lengths = 0, Ended = 0 };
        for (byte old = 1; old < numbers.Length; old++)
        {
            if (numbers[old] is var number and not 0) state = state.WithLength(number, Length(old)) with { Ended = (ushort)(state.Ended | (IsEnded(old) ? 1 << number : 0)) };
        }

        return state;
    }

    /// <summary>A number that no stream has.</summary>
    public byte NewStream()
    {
        var used = 1 << Register | 1 << One.Owned | 1 << Two.Owned | 1 << One.Pending.Stream | 1 << Two.Pending.Stream | 1 << Late.Stream;
        byte free = 1;
        while ((used >> free & 1) != 0) free++;
        return free;
    }

    private static Worker Renumber(Worker worker, Span<byte> numbers, ref byte next) => worker with
    {
        Owned = Number(worker.Owned, numbers, ref next),
        Pending = Renumber(worker.Pending, numbers, ref next),
    };

    private static Request Renumber(Request request, Span<byte> numbers, ref byte next) => request with { Stream = Number(request.Stream, numbers, ref next) };

    private static byte Number(byte stream, Span<byte> numbers, ref byte next)
    {
        if (stream == 0) return 0;
        if (numbers[stream] == 0) numbers[stream] = next++;
        return numbers[stream];
    }
}
