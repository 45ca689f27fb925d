using System.Globalization;

namespace PmpPulse.Warehouse.Tests.Marts;

/// <summary>
/// The windows of made-up rows, computed in another way than the statement's: by asking at every second what is known of the station.
/// </summary>
internal static class SecondBySecond
{
    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestStep = TimeSpan.FromMinutes(20);

    /// <summary>The names of the measures, in the order of <see cref="Windows"/>.</summary>
    public static readonly string[] Measures =
    [
        "observations", "minutes_observed", "minutes_bikes_known", "minutes_ebikes_known", "minutes_docks_known", "minutes_empty", "minutes_full", "minutes_closed",
        "minutes_1_bike", "minutes_3_bikes", "minutes_1_dock", "minutes_3_docks", "bikes_min", "bikes_max", "bikes_last", "bikes_mean", "ebikes_last", "ebikes_mean",
        "docks_min", "docks_max", "docks_last", "docks_mean", "bikes_departed", "bikes_arrived",
    ];

    /// <summary>Rows as text: system, station, start of the period and its measures.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="now">Nothing is known of later times.</param>
    /// <param name="minutes">Length of a period: 15, or 60 for hours.</param>
    public static List<string> Windows(IEnumerable<Observation> rows, DateTime now, int minutes = 15) =>
        [.. rows.GroupBy(row => (row.System, row.Station)).SelectMany(station => OfStation(station.Key.System, station.Key.Station, station, now, minutes)).Order(StringComparer.Ordinal)];

    /// <summary>Whether two rows are equal but for the last digits of their numbers.</summary>
    public static bool AreClose(string left, string right)
    {
        var (lefts, rights) = (left.Split(" | "), right.Split(" | "));
        return lefts.Length == rights.Length && lefts.Zip(rights).All(pair => pair.First == pair.Second
            || (double.TryParse(pair.First, CultureInfo.InvariantCulture, out var one) && double.TryParse(pair.Second, CultureInfo.InvariantCulture, out var other) && Math.Abs(one - other) < 1e-9));
    }

    private static IEnumerable<string> OfStation(string system, string station, IEnumerable<Observation> rows, DateTime now, int minutes)
    {
        // of several at one time the one collected last, then the lower snapshot
        var observed = rows.GroupBy(row => row.At).Select(same => same.OrderByDescending(row => row.Collected).ThenBy(row => row.SnapshotId).First()).OrderBy(row => row.At).ToList();
        var period = TimeSpan.FromMinutes(minutes);
        var first = new DateTime(observed[0].At.Ticks / period.Ticks * period.Ticks, DateTimeKind.Utc);
        var next = 0;
        Observation? last = null, lastBikes = null, lastEbikes = null, lastDocks = null, lastStanding = null;
        for (var start = first; start < now && (next < observed.Count || start < observed[^1].At + Hold); start += period)
        {
            var window = new Tally();
            for (var second = start; second < start + period; second = second.AddSeconds(1))
            {
                if (next < observed.Count && observed[next].At == second)
                {
                    var row = observed[next++];
                    if (row.Bikes is { } bikes)
                    {
                        if (lastStanding is not null && second - lastStanding.At <= LongestStep)
                        {
                            window.Arrived += Math.Max(0, bikes - lastStanding.Bikes!.Value);
                            window.Departed += Math.Max(0, lastStanding.Bikes!.Value - bikes);
                        }

                        lastStanding = row;
                    }

                    last = row;
                    if (row.Bikes is not null || row.Rents == false) lastBikes = row;
                    if (row.Ebikes is not null || row.Rents == false) lastEbikes = row;
                    if (row.Docks is not null || row.Returns == false) lastDocks = row;
                    window.Observations++;
                    window.See(row, lastBikes == row ? row : null, lastEbikes == row ? row : null, lastDocks == row ? row : null, 0);
                }

                if (second >= now) continue;
                window.See(Held(last), Held(lastBikes), Held(lastEbikes), Held(lastDocks), 1);
                Observation? Held(Observation? row) => row is not null && second < row.At + Hold ? row : null;
            }

            if (window.Observations > 0 || window.Observed > 0) yield return $"{system} | {station} | {MadeUpWeek.Text(start)} | {window}";
        }
    }

    private sealed class Tally
    {
        private readonly Counts _bikes = new();
        private readonly Counts _ebikes = new();
        private readonly Counts _docks = new();
        private int _closed;

        public int Observations { get; set; }

        public int Observed { get; private set; }

        public int Departed { get; set; }

        public int Arrived { get; set; }

        public void See(Observation? row, Observation? bikes, Observation? ebikes, Observation? docks, int seconds)
        {
            if (row is not null) Observed += seconds;
            if (row is { Rents: false, Returns: false }) _closed += seconds;
            if (bikes is not null) _bikes.See(bikes.Rents == false ? -1 : bikes.Bikes!.Value, seconds);
            if (ebikes is not null) _ebikes.See(ebikes.Rents == false ? 0 : ebikes.Ebikes!.Value, seconds);
            if (docks is not null) _docks.See(docks.Returns == false ? -1 : docks.Docks!.Value, seconds);
        }

        public override string ToString() => string.Join(" | ", ((object?[])
        [
            Observations, Minutes(Observed), Minutes(_bikes.Seconds), Minutes(_ebikes.Seconds), Minutes(_docks.Seconds), Minutes(_bikes.Zero), Minutes(_docks.Zero), Minutes(_closed),
            Minutes(_bikes.AtLeast1), Minutes(_bikes.AtLeast3), Minutes(_docks.AtLeast1), Minutes(_docks.AtLeast3), _bikes.Min, _bikes.Max, _bikes.Last, _bikes.Mean, _ebikes.Last, _ebikes.Mean,
            _docks.Min, _docks.Max, _docks.Last, _docks.Mean, Departed, Arrived,
        ]).Select(value => value is null ? "NULL" : string.Create(CultureInfo.InvariantCulture, $"{value}")));

        private static double Minutes(int seconds) => seconds / 60.0;
    }

    private sealed class Counts
    {
        private long _sum;

        public int Seconds { get; private set; }
        public int Zero { get; private set; }
        public int AtLeast1 { get; private set; }
        public int AtLeast3 { get; private set; }
        public int? Min { get; private set; }
        public int? Max { get; private set; }
        public int? Last { get; private set; }
        public double? Mean => Seconds == 0 ? null : (double)_sum / Seconds;

        public void See(int count, int seconds)
        {
            if (count == 0) Zero += seconds;
            if (count >= 1) AtLeast1 += seconds;
            if (count >= 3) AtLeast3 += seconds;
            var usable = Math.Max(0, count);
            Seconds += seconds;
            _sum += usable * seconds;
            Min = Math.Min(Min ?? usable, usable);
            Max = Math.Max(Max ?? usable, usable);
            Last = usable;
        }
    }
}
