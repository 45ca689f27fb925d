using System.Diagnostics.CodeAnalysis;
using PmpPulse.Contracts.Json;

namespace PmpPulse.Feeds.StationInformation;

/// <summary>What became of one element of <c>data.stations</c>: a station, or an error.</summary>
/// <param name="Index">Its position in the array, from 0.</param>
/// <param name="RawJson">The element's bytes: a slice of the feed.</param>
/// <param name="StationId">Its id, as far as one could be read.</param>
/// <param name="Station">The station; null if it is faulty.</param>
/// <param name="Error">What is wrong with it; null if nothing is.</param>
internal sealed record StationInformationReading(
    int Index,
    ReadOnlyMemory<byte> RawJson,
    string? StationId,
    StationInformationRow? Station,
    ReadError? Error)
{
    /// <summary>Whether there is a station; else there is an error.</summary>
    [MemberNotNullWhen(true, nameof(Station))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Station is not null;
}
