namespace PmpPulse.Feeds.StationInformation;

/// <summary>
/// What is odd about a station only in comparison with the others of its file. Uses medians, so that outliers don't shift the measure.
/// </summary>
internal static class StationInformationRules
{
    // fewer have no middle
    private const int MinStations = 3;

    // for a small system; a regional one is measured by its own size
    private const double NearKilometres = 100;

    private const int Times = 10;

    private const long UsualCapacity = 100;

    // more docks than any single station is known to have
    private const long AbsurdCapacity = 500;

    private const double KilometresPerDegree = 111.2;

    /// <summary>Adds the flags that need the whole file.</summary>
    internal static void Mark(IReadOnlyList<StationInformationRow> stations)
    {
        MarkPositions([.. stations.Where(station => station is { Lat: not null, Lon: not null, Flags: var flags } && (flags & StationInformationFlags.PositionZero) == 0)]);
        MarkCapacities([.. stations.Where(station => station.Capacity > 0)]);
    }

    private static void MarkPositions(List<StationInformationRow> placed)
    {
        if (placed.Count < MinStations) return;
        var (lat, lon) = (Median(placed.Select(station => station.Lat!.Value)), Median(placed.Select(station => station.Lon!.Value)));
        var distances = placed.ConvertAll(station => Kilometres(station, lat, lon));
        var bound = Math.Max(NearKilometres, Times * Median(distances));
        for (var i = 0; i < placed.Count; i++)
        {
            if (distances[i] > bound) placed[i].Flags |= StationInformationFlags.PositionOutlier;
        }
    }

    private static void MarkCapacities(List<StationInformationRow> docked)
    {
        var usual = docked.Count < MinStations ? AbsurdCapacity : Math.Max(UsualCapacity, Times * Median(docked.Select(station => (double)station.Capacity!.Value)));
        foreach (var station in docked)
        {
            if (station.Capacity > Math.Min(usual, AbsurdCapacity)) station.Flags |= StationInformationFlags.CapacityUnlikely;
        }
    }

    // on a plane at the middle's latitude: precise enough for a bound of tens of kilometres
    private static double Kilometres(StationInformationRow station, double lat, double lon)
    {
        var east = Math.Abs(station.Lon!.Value - lon);
        if (east > 180) east = 360 - east;
        return KilometresPerDegree * Math.Sqrt(Math.Pow(station.Lat!.Value - lat, 2) + Math.Pow(east * Math.Cos(lat * Math.PI / 180), 2));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
