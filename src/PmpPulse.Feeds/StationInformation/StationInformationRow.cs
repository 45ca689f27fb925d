namespace PmpPulse.Feeds.StationInformation;

/// <summary>One station of a <c>station_information</c> feed: a curated row.</summary>
/// <param name="StationId">The feed's id as text; Vélib sends numbers above 2^31, others UUIDs.</param>
/// <param name="StationCode">
/// Code printed on the station: <c>stationCode</c> (Vélib), else <c>station_code</c>, else <c>short_name</c>.
/// </param>
/// <param name="Name">Public name; of several languages French, else English, else the first.</param>
/// <param name="Lat">Latitude, degrees, WGS 84.</param>
/// <param name="Lon">Longitude, degrees, WGS 84.</param>
/// <param name="Capacity">Docks installed.</param>
/// <param name="Address">Street address.</param>
/// <param name="PostCode">Postal code.</param>
/// <param name="RawJson">The station's JSON object as the feed has it: a slice of it.</param>
internal sealed record StationInformationRow(
    string StationId,
    string? StationCode,
    string? Name,
    double? Lat,
    double? Lon,
    long? Capacity,
    string? Address,
    string? PostCode,
    ReadOnlyMemory<byte> RawJson)
{
    /// <summary>What is odd about it; why one of the others is null.</summary>
    public StationInformationFlags Flags { get; internal set; }
}
