using System.Text.Json.Serialization;

namespace PmpPulse.Dashboard.Api;

/// <summary>
/// <c>GET /api/map/stations</c>: the stations' descriptions, one array a column, all in one order. It changes when stations do, a few times a day;
/// <see cref="MapStateAnswer"/> has what changes every minute. The version names the list and its order.
/// </summary>
internal sealed record MapStationsAnswer(
    string Version, IReadOnlyList<string> StationId, IReadOnlyList<string?> StationCode, IReadOnlyList<string?> Name, IReadOnlyList<double?> Lat, IReadOnlyList<double?> Lon,
    IReadOnlyList<long?> Capacity, IReadOnlyList<string?> AreaId, IReadOnlyList<string?> AreaName);

/// <summary><c>GET /api/map/state</c>: the stations' states, one array a column, in the order of the list that it names.</summary>
/// <param name="StationsVersion">The list of stations that these are the states of.</param>
/// <param name="EventTs">When the newest snapshot was published.</param>
/// <param name="Bikes">Usable bikes.</param>
/// <param name="Ebikes">Those of them that are e-bikes, as last known.</param>
/// <param name="Docks">Usable docks.</param>
/// <param name="State">0 open, 1 empty, 2 full, 3 closed; 4 more for a mute one.</param>
/// <param name="Change30m">Bikes more (or fewer) than half an hour ago.</param>
internal sealed record MapStateAnswer(
    string StationsVersion, DateTimeOffset? EventTs, IReadOnlyList<long?> Bikes, IReadOnlyList<long?> Ebikes, IReadOnlyList<long?> Docks, IReadOnlyList<int> State, [property: JsonPropertyName("change_30m")] IReadOnlyList<long?> Change30m);

/// <summary>
/// <c>GET /api/history</c>: usable bikes of every station at the end of each quarter of an hour of the last day; null where not known. In the order of the
/// list of stations that it names.
/// </summary>
internal sealed record HistoryAnswer(string StationsVersion, string State, DateTimeOffset? FromTs, int StepS, int Slots, IReadOnlyList<IReadOnlyList<int?>> Bikes);
