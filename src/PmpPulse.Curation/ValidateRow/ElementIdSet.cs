using System.IO.Hashing;
using System.Numerics;
using System.Security.Cryptography;

namespace PmpPulse.Curation.ValidateRow;

/// <summary>
/// The elements' ids of one snapshot: a set of slices, reused from snapshot to snapshot without allocating. Hashed with a seed of this
/// process, because ids are foreign and could be made to collide.
/// </summary>
internal sealed class ElementIdSet
{
    private const int InitialCapacity = 16;

    private static readonly long Seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    // open addressing, at most half full; a slot holds the index of an entry plus 1. Only the first slots are used, as many as the snapshot
    // before needed: a small one must not pay for a large one
    private int[] _slots = new int[2 * InitialCapacity];
    private Entry[] _entries = new Entry[InitialCapacity];
    private int _mask = 2 * InitialCapacity - 1;
    private int _count;

    public void Clear()
    {
        _mask = SlotsFor(_count) - 1;
        Array.Clear(_slots, 0, _mask + 1);
        Array.Clear(_entries, 0, _count);
        _count = 0;
    }

    /// <summary>Whether the id is new.</summary>
    /// <param name="id">The id.</param>
    /// <param name="place">Its position.</param>
    /// <param name="first">Its first position.</param>
    public bool Add(ReadOnlyMemory<byte> id, RowPlace place, out RowPlace first)
    {
        first = place;
        var hash = XxHash3.HashToUInt64(id.Span, Seed);
        if (!TryFindSlot(hash, id.Span, out var slot))
        {
            first = _entries[_slots[slot] - 1].Place;
            return false;
        }

        if (2 * (_count + 1) > _mask + 1)
        {
            Grow();
            TryFindSlot(hash, id.Span, out slot);
        }

        _entries[_count++] = new Entry(hash, id, place);
        _slots[slot] = _count;
        return true;
    }

    private bool TryFindSlot(ulong hash, ReadOnlySpan<byte> id, out int slot)
    {
        for (slot = (int)hash & _mask; _slots[slot] != 0; slot = (slot + 1) & _mask)
        {
            ref readonly var entry = ref _entries[_slots[slot] - 1];
            if (entry.Hash == hash && entry.Id.Span.SequenceEqual(id)) return false;
        }

        return true;
    }

    private void Grow()
    {
        _mask = 2 * (_mask + 1) - 1;
        if (_entries.Length < (_mask + 1) / 2) Array.Resize(ref _entries, (_mask + 1) / 2);
        if (_slots.Length <= _mask) _slots = new int[_mask + 1];
        else Array.Clear(_slots, 0, _mask + 1);
        for (var index = 0; index < _count; index++)
        {
            var slot = (int)_entries[index].Hash & _mask;
            while (_slots[slot] != 0) slot = (slot + 1) & _mask;
            _slots[slot] = index + 1;
        }
    }

    private static int SlotsFor(int count) => Math.Max(2 * InitialCapacity, (int)BitOperations.RoundUpToPowerOf2((uint)(2 * count)));

    private readonly record struct Entry(ulong Hash, ReadOnlyMemory<byte> Id, RowPlace Place);
}
