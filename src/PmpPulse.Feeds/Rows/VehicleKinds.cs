using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using PmpPulse.Contracts.Events;

namespace PmpPulse.Feeds.Rows;

/// <summary>
/// What the vehicle types of an event count as: a bicycle or cargo bicycle is mechanical if a human drives it and an e-bike if a
/// battery assists or drives it; everything else is neither. A type that the event does not define counts by its id if that is one of
/// the words publishers use. Immutable.
/// </summary>
public sealed class VehicleKinds
{
    private readonly Dictionary<byte[], VehicleKind>.AlternateLookup<ReadOnlySpan<byte>>? _kinds;

    private VehicleKinds(ReadOnlyMemory<byte> json)
    {
        Json = json;
        var types = VehicleTypes.Read(json);
        if (types.Count == 0) return;
        var kinds = new Dictionary<byte[], VehicleKind>(types.Count, Utf8Comparer.Instance);
        foreach (var type in types) kinds[Encoding.UTF8.GetBytes(type.Id)] = KindOf(type);
        _kinds = kinds.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>Those of an event that defines none.</summary>
    public static VehicleKinds None { get; } = new(default);

    /// <summary>What they were read from: a copy of its own.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>Reads those of an event, or returns this instance if they are the same.</summary>
    public VehicleKinds Or(EventEnvelope envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        return Json.Span.SequenceEqual(envelope.VehicleTypes.Span) ? this : envelope.VehicleTypes.IsEmpty ? None : new VehicleKinds(envelope.VehicleTypes.ToArray());
    }

    /// <summary>What an id of a vehicle type counts as.</summary>
    public VehicleKind Of(ReadOnlySpan<byte> id) => _kinds is { } kinds && kinds.TryGetValue(id, out var kind) && kind != VehicleKind.Unknown ? kind : OfWord(id);

    /// <summary>What the words of Vélib, Cyclocity, urbansharing and BCycle mean.</summary>
    public static VehicleKind OfWord(ReadOnlySpan<byte> word) => word.Length switch
    {
        4 when word.SequenceEqual("bike"u8) => VehicleKind.Mechanical,
        5 when word.SequenceEqual("ebike"u8) => VehicleKind.Ebike,
        8 when word.SequenceEqual("electric"u8) => VehicleKind.Ebike,
        10 when word.SequenceEqual("mechanical"u8) => VehicleKind.Mechanical,
        10 when word.SequenceEqual("electrical"u8) => VehicleKind.Ebike,
        _ => VehicleKind.Unknown,
    };

    private static VehicleKind KindOf(VehicleType type) => (type.FormFactor, type.PropulsionType) switch
    {
        ("bicycle" or "cargo_bicycle", "human") => VehicleKind.Mechanical,
        ("bicycle" or "cargo_bicycle", "electric_assist" or "electric") => VehicleKind.Ebike,
        // a bicycle without a known propulsion
        ("bicycle" or "cargo_bicycle", null) => VehicleKind.Unknown,
        _ => VehicleKind.Other,
    };

    /// <summary>Hashed with a seed of this process: ids are foreign and could be made to collide.</summary>
    private sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        private static readonly long Seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

        public static Utf8Comparer Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)XxHash3.HashToUInt64(alternate, Seed);

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
