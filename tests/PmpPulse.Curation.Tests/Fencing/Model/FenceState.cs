namespace PmpPulse.Curation.Tests.Fencing.Model;

/// <summary>What a worker waits for, or <see cref="None"/>. Creating a stream is not a step: only its creator knows it.</summary>
internal enum Call : byte
{
    None,
    ReadRegister,
    Finalize,
    CompareAndSet,

    /// <summary>The register read again because the answer to a compare-and-set was lost.</summary>
    AskRegister,
    Load,
    Append,
}

/// <summary>A request's progress.</summary>
internal enum Progress : byte
{
    Nothing,
    OnItsWay,

    /// <summary>Appends only: BigQuery accepted it and is executing it; its rows aren't visible yet.</summary>
    Taken,

    /// <summary>Executed and not yet answered; exists within a step only.</summary>
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

/// <summary>A request. Streams are numbered from 1; sets of snapshots are bit sets.</summary>
/// <param name="Call">The call.</param>
/// <param name="Progress">Its progress.</param>
/// <param name="Stream">The stream it names; for a register read, the stream found.</param>
/// <param name="Fresh">Whether the ETag it carries or read is still the register's.</param>
/// <param name="Offset">Appends only.</param>
/// <param name="Snapshots">Snapshots to append; for a load, those found.</param>
/// <param name="Answer">BigQuery's answer, once executed.</param>
internal readonly record struct Request(Call Call, Progress Progress, byte Stream, bool Fresh, byte Offset, byte Snapshots, Answer Answer);

/// <summary>A worker between two steps. A crash loses all of it.</summary>
/// <param name="Batch">The snapshots it is about to write.</param>
/// <param name="Owned">The stream it believes it owns, 0 for none; during a takeover, the one it created.</param>
/// <param name="IsOwner">Whether its takeover is complete.</param>
/// <param name="NextOffset">Offset of its next append.</param>
/// <param name="Written">The snapshots it knows are in the table.</param>
/// <param name="MayBeIn">Whether an earlier attempt at the current append got no answer.</param>
/// <param name="Fresh">Whether the ETag it read is still the register's.</param>
/// <param name="Pending">The request it waits for.</param>
internal readonly record struct Worker(byte Batch, byte Owned, bool IsOwner, byte NextOffset, byte Written, bool MayBeIn, bool Fresh, Request Pending);

/// <summary>The whole state: two workers, a request that no caller waits for, BigQuery and Pub/Sub.</summary>
/// <param name="One">A worker.</param>
/// <param name="Two">The other.</param>
/// <param name="Late">A request that may yet arrive.</param>
/// <param name="Register">The stream that the register names, 0 for none.</param>
/// <param name="Lengths">Row count of each stream, two bits each.</param>
/// <param name="Ended">The finalized streams, as a bit set.</param>
/// <param name="Table">The snapshots in the table.</param>
/// <param name="Twice">The snapshots in it twice.</param>
/// <param name="Acknowledged">The acknowledged messages. Pub/Sub need not deliver them again, but may.</param>
internal readonly record struct FenceState(
    Worker One, Worker Two, Request Late, byte Register, uint Lengths, ushort Ended, byte Table, byte Twice, byte Acknowledged)
{
    public Worker this[int worker] => worker == 0 ? One : Two;

    public FenceState With(int worker, Worker value) => worker == 0 ? this with { One = value } : this with { Two = value };

    public int Length(byte stream) => (int)(Lengths >> 2 * stream & 3);

    public bool IsEnded(byte stream) => (Ended >> stream & 1) != 0;

    public FenceState WithLength(byte stream, int length) => this with { Lengths = Lengths & ~(3u << 2 * stream) | (uint)length << 2 * stream };

    /// <summary>Whether BigQuery is executing an append to a stream.</summary>
    public bool IsTaken(byte stream) => IsTaken(One.Pending, stream) || IsTaken(Two.Pending, stream) || IsTaken(Late, stream);

    private static bool IsTaken(Request request, byte stream) => request.Progress == Progress.Taken && request.Stream == stream;

    /// <summary>The same state with streams renumbered in the order they are referenced, and unreferenced ones dropped.</summary>
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
