namespace PmpPulse.FeedSimulator.City;

/// <summary>An arrondissement of Paris (1–20) or one of the operator's zones of suburbs.</summary>
/// <param name="Number">What a station code starts with, before its last three digits.</param>
/// <param name="Weight">Its share of the stations.</param>
/// <param name="Lat">Latitude of its middle, degrees.</param>
/// <param name="Lon">Longitude of its middle, degrees.</param>
/// <param name="Spread">How far its stations lie from the middle, degrees of latitude (one standard deviation).</param>
/// <param name="Offices">Share of stations that commuters ride to, not from.</param>
internal sealed record Zone(int Number, int Weight, double Lat, double Lon, double Spread, double Offices)
{
    /// <summary>Paris as on a map, with weights so that a thousand and a half stations spread as in the real network.</summary>
    public static readonly IReadOnlyList<Zone> All =
    [
        new(1, 26, 48.863, 2.336, 0.0035, 0.75),
        new(2, 25, 48.868, 2.343, 0.0030, 0.75),
        new(3, 16, 48.863, 2.360, 0.0033, 0.45),
        new(4, 26, 48.855, 2.357, 0.0038, 0.45),
        new(5, 37, 48.845, 2.350, 0.0042, 0.45),
        new(6, 33, 48.850, 2.333, 0.0040, 0.45),
        new(7, 29, 48.856, 2.313, 0.0055, 0.55),
        new(8, 54, 48.873, 2.312, 0.0055, 0.80),
        new(9, 46, 48.877, 2.338, 0.0040, 0.65),
        new(10, 52, 48.876, 2.360, 0.0047, 0.40),
        new(11, 57, 48.859, 2.379, 0.0060, 0.30),
        new(12, 69, 48.840, 2.395, 0.0085, 0.35),
        new(13, 67, 48.829, 2.362, 0.0070, 0.40),
        new(14, 56, 48.830, 2.326, 0.0062, 0.25),
        new(15, 89, 48.841, 2.294, 0.0075, 0.35),
        new(16, 62, 48.860, 2.273, 0.0095, 0.35),
        new(17, 63, 48.887, 2.307, 0.0070, 0.35),
        new(18, 61, 48.891, 2.346, 0.0060, 0.20),
        new(19, 63, 48.885, 2.384, 0.0075, 0.20),
        new(20, 68, 48.863, 2.401, 0.0080, 0.15),
        new(21, 101, 48.836, 2.262, 0.0170, 0.55),
        new(22, 47, 48.850, 2.250, 0.0190, 0.45),
        new(23, 40, 48.825, 2.275, 0.0180, 0.35),
        new(24, 7, 48.890, 2.250, 0.0090, 0.60),
        new(25, 10, 48.875, 2.185, 0.0095, 0.30),
        new(26, 13, 48.915, 2.290, 0.0070, 0.30),
        new(27, 6, 48.921, 2.247, 0.0080, 0.20),
        new(28, 4, 48.883, 2.240, 0.0040, 0.80),
        new(31, 46, 48.870, 2.437, 0.0150, 0.25),
        new(32, 28, 48.915, 2.380, 0.0170, 0.35),
        new(33, 15, 48.907, 2.385, 0.0090, 0.30),
        new(34, 11, 48.910, 2.335, 0.0080, 0.30),
        new(35, 18, 48.897, 2.409, 0.0075, 0.25),
        new(40, 16, 48.784, 2.457, 0.0095, 0.30),
        new(41, 28, 48.833, 2.440, 0.0150, 0.25),
        new(42, 36, 48.812, 2.372, 0.0110, 0.25),
        new(43, 14, 48.847, 2.435, 0.0100, 0.25),
        new(44, 19, 48.793, 2.399, 0.0120, 0.25),
        new(45, 6, 48.818, 2.508, 0.0080, 0.20),
        new(47, 8, 48.803, 2.437, 0.0070, 0.20),
        new(48, 11, 48.791, 2.362, 0.0070, 0.20),
        new(51, 8, 48.948, 2.243, 0.0085, 0.20),
    ];

    private static readonly int TotalWeight = All.Sum(zone => zone.Weight);

    /// <summary>The zone at a place in [0, 1) of all weights laid end to end.</summary>
    public static Zone At(double place)
    {
        var rest = place * TotalWeight;
        foreach (var zone in All)
        {
            rest -= zone.Weight;
            if (rest < 0) return zone;
        }

        return All[^1];
    }
}
