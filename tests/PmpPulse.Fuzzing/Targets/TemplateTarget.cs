using System.Text;
using PmpPulse.Contracts.Topology;

namespace PmpPulse.Fuzzing.Targets;

/// <summary>
/// Stations behind others of known forms: an input is one or more elements of a feed, and the templates that are tried on them were learned
/// from the ordinary ones before them.
/// </summary>
internal sealed class TemplateTarget : IFuzzTarget
{
    private static readonly string[] Forms =
    [
        """{"station_id":213688169,"num_bikes_available":5,"numBikesAvailable":5,"num_bikes_available_types":[{"mechanical":1},{"ebike":4}],"num_docks_available":30,"numDocksAvailable":30,"is_installed":1,"is_returning":1,"is_renting":1,"last_reported":1760776294,"stationCode":"16107","station_opening_hours":null}""",
        """{"station_id": "5220", "is_installed": true, "is_renting": true, "is_returning": false, "last_reported": 1760778000, "num_vehicles_available": 3, "num_docks_available": 20, "vehicle_types_available": [{"vehicle_type_id": "bike", "count": 1}, {"vehicle_type_id": "ebike", "count": 2}]}""",
        """{"station_id":"a","is_installed":true,"is_renting":true,"is_returning":true,"last_reported":"2025-10-18T08:31:34Z","num_vehicles_available":2,"vehicle_docks_available":[{"vehicle_type_ids":["a"],"count":3}],"lat":-48.5e0}""",
        """{"num_ebikes_available":2,"num_docks_available":3,"is_renting":1,"is_installed":1,"is_returning":1,"station_id":"ed707a89-a68d-4921-a4cb-16c268e45a5b","num_bikes_available":20,"num_bikes_available_types":{"electric":1,"smart":0}}""",
    ];

    private readonly CurationTarget _curation = new();
    private readonly byte[] _before;

    public TemplateTarget()
    {
        var feed = FeedTopology.Find(FeedTopology.DefaultId)!;
        _before = Encoding.UTF8.GetBytes(
            $$"""{"ingest_ts":"2025-10-18T09:09:30.25Z","event_ts":"2025-10-18T09:09:16Z","source":"{{feed.System}}","event_type":"{{feed.EventType}}","key":"k","payload":{"data":{"stations":[{{string.Join(',', Forms)}},""");
    }

    public string Name => "station-templates";

    public IReadOnlyList<string> Dictionary => _curation.Dictionary;

    public long AllocationPerByte => _curation.AllocationPerByte;

    public IEnumerable<byte[]> Seeds => Forms.Select(Encoding.UTF8.GetBytes);

    public void Check(byte[] input) => _curation.CheckAfresh([.. _before, .. input, .. "]}}}"u8]);
}
