using System.Globalization;
using System.Text;

namespace PmpPulse.Curation.Tests.Support;

/// <summary>Generates feeds in every known dialect, with the quirks of real feeds and some invented ones.</summary>
internal sealed class FeedGenerator(Random random)
{
    /// <summary>Values that a property may have, ordinary or not.</summary>
    public static readonly string[] Values =
        ["0", "1", "2", "17", "35", "-1", "2.5", "3.0", "1e1", "2147483647", "2147483648", "99999999999999999999", "null", "true", "false", "\"5\"", "\"\"", "[]", "{}", "[{},{}]", "-0", "\"\\u0031\"", "\"12\"", "\" 3.0 \"", "\"-2\"", "\"TRUE\"", "\"false\"", "\" \"", "1.0", "0.0", "999", "201", "\"1e400\"", "\"\\ud800\""];

    private static readonly string[] Times =
        ["0", "null", "1760776294", "1760778556", "1760778617", "1760692156", "1760692155", "1760900000", "1514764800", "5", "1760776294000", "1760776294.5", "\"1760776294\"",
         "\"2025-10-18T08:31:34Z\"", "\"2025-10-18T10:31:34.125+02:00\"", "\"2025-10-18T08:31:34.12345678901234567890Z\"", "\"soon\"", "true", "-1", "4102444800"];

    private static readonly string[] Types =
        ["[{\"mechanical\":3},{\"ebike\":2}]", "[{\"mechanical\":1},{\"ebike\":0}]", "[{},{}]", "[]", "null", "{\"mechanical\":3,\"ebike\":2}", "{\"ebike\":1}", "[{\"mechanical\":3}]",
         "[{\"bike_type\":\"mechanical\",\"count\":3},{\"bike_type\":\"ebike\",\"count\":2}]", "[{\"mechanical\":1},{\"mechanical\":2},{\"ebike\":2}]", "[{\"mechanical\":-1}]", "[{\"ebike\":1.5}]",
         "[{\"mechanical\":null},{\"ebike\":4}]", "[{\"cargo\":1}]", "[{\"mechanical\":3,\"ebike\":2}]", "[3,{\"ebike\":2}]", "\"x\"", "{}", "[ { \"mechanical\" : 3 } , { \"ebike\" : 2 } ]", "[{\"mechanical\":2147483647},{\"mechanical\":1}]",
         "{\"electric\":2,\"smart\":0,\"classic\":1}", "[{\"electrical\":2},{\"bike\":3}]", "[{\"ebike\":2},{\"electric\":1}]", "[{\"ebike\":\"2\"}]", "{\"mechanical\":null,\"mechanical\":4}", "7"];

    private static readonly string[] VehicleTypes =
        ["[{\"vehicle_type_id\":\"abc\",\"count\":3}]", "[{\"vehicle_type_id\":\"mechanical\",\"count\":3},{\"vehicle_type_id\":\"ebike\",\"count\":2}]", "[]", "null", "{}", "[{\"vehicle_type_id\":\"\\u0065bike\",\"count\":1}]", "[{\"vehicle_type_id\":\"ebike\",\"count\":-1}]",
         "[{\"vehicle_type_id\":\"bike\",\"count\":3},{\"vehicle_type_id\":\"electrical\",\"count\":2}]", "[{\"count\":3,\"vehicle_type_id\":\"t-human\"},{\"vehicle_type_id\":\"t-electric\",\"count\":2}]",
         "[{\"vehicle_type_id\":\"t-scooter\",\"count\":2},{\"vehicle_type_id\":\"t-electric\",\"count\":1}]", "[{\"vehicle_type_id\":7,\"count\":2}]", "[{\"vehicle_type_id\":\"t-bicycle\",\"count\":2,\"x\":[1]},{}]", "[{\"vehicle_type_id\":\"t-human\",\"count\":null}]", "[{\"vehicle_type_id\":\"t-scooter\",\"count\":-1}]", "\"x\""];

    private static readonly string[] VehicleDocks =
        ["[{\"vehicle_type_ids\":[\"a\"],\"count\":3},{\"vehicle_type_ids\":[\"b\",\"c\"],\"count\":4}]", "[]", "null", "{}", "[{}]", "[{\"count\":-1}]", "[{\"count\":2147483647},{\"count\":1}]", "[{\"count\":\"3\"}]", "[3]"];

    /// <summary>The system's vehicle types, half of the time.</summary>
    public ReadOnlyMemory<byte> SystemTypes() => Chance(2)
        ? default
        : Encoding.UTF8.GetBytes("""[{"vehicle_type_id":"t-human","form_factor":"bicycle","propulsion_type":"human"},{"vehicle_type_id":"t-electric","form_factor":"cargo_bicycle","propulsion_type":"electric_assist"},{"vehicle_type_id":"t-scooter","form_factor":"scooter","propulsion_type":"electric"},{"vehicle_type_id":"t-bicycle","form_factor":"bicycle"},{"vehicle_type_id":7,"form_factor":"bicycle","propulsion_type":"electric"},{"vehicle_type_id":"x"},3]""");

    /// <summary>Fragments that make a feed invalid JSON.</summary>
    public static readonly string[] Breaks =
        ["NaN", "-Infinity", "0x1F", ",", ",,", "'", "\"", "\"\"", "\\", "{", "}", "[", "]", "]]", "}},", "},{", "\n", "\u0001", "\u00e9", "\u00ff", "\u00c3", ":", "1e400", "/* } */", " ", "\"station_id\":7,", new string('[', 70), new string('[', 9_000)];

    /// <summary>Columns of the table: a property that a new column is read from is made up without being named here.</summary>
    private static readonly string[] Columns = [.. StatusFeed.Feed.Table.Schema.Descriptor.Field.Select(field => field.Name)];

    private static readonly string[] Others =
        ["\"station_opening_hours\":null", "\"rental_methods\":[\"KEY\",\"CREDITCARD\"]", "\"eightd\":{\"a\":[1,{\"b\":\"\\u00e9\\\\\"}],\"c\":-1.5e-3}", "\"name\":\"Gare d'\u00c9vry \ud83d\udeb2\"", "\"\\u0069s_renting\":0", "\"\":\"\"", "\"\\ud800\":1"];

    /// <summary>A whole feed.</summary>
    public string Feed()
    {
        var stations = new StringBuilder("[");
        var count = random.Next(6);
        for (var i = 0; i < count; i++) stations.Append(i == 0 ? "" : Space(",")).Append(Chance(40) ? Choose(Values) : Station());
        stations.Append(']');
        var data = $"{Space("{")}{(Chance(20) ? "\"x\":[[1]]," : "")}\"stations\":{stations}{(Chance(20) ? ",\"y\":{}" : "")}{(Chance(60) ? ",\"stations\":[]" : "")}}}";
        return random.Next(4) switch
        {
            0 => $"{{\"data\":{data},\"last_updated\":1760778556,\"ttl\":60,\"version\":\"2.3\"}}",
            1 => $"{{\"last_updated\":\"2025-10-18T09:09:16Z\",\"data\":{data},\"tail\":[1,[2]]}}",
            _ => $"{{\"lastUpdatedOther\":1760778556,\"ttl\":3600,\"data\":{data}}}{(Chance(20) ? "\n" : "")}",
        };
    }

    /// <summary>One station.</summary>
    public string Station()
    {
        var properties = new List<string>();
        Add(properties, 30, "station_id", () => Chance(10) ? Choose(Values) : Chance(3) ? $"\"st-{random.Next(4)}\"" : (20702946960 + random.Next(4)).ToString(CultureInfo.InvariantCulture));
        Add(properties, 3, "stationCode", () => Chance(10) ? Choose(Values) : $"\"{random.Next(1001, 20999)}\"");
        Add(properties, 20, "station_code", () => "\"X1\"");
        foreach (var flag in new[] { "is_installed", "is_renting", "is_returning" }) Add(properties, 10, flag, () => Chance(10) ? Choose(Values) : Choose("0", "1", "true", "false"));
        Add(properties, 10, "last_reported", () => Chance(3) ? Choose(Times) : "1760776294");
        Add(properties, 10, "num_bikes_available", Count);
        Add(properties, 10, "num_docks_available", Count);
        if (Chance(3)) Add(properties, 2, "numBikesAvailable", Count);
        if (Chance(3)) Add(properties, 2, "numDocksAvailable", Count);
        if (Chance(8)) Add(properties, 2, "num_vehicles_available", Count);
        if (Chance(4)) Add(properties, 2, "num_ebikes_available", Count);
        Add(properties, 4, "num_bikes_available_types", () => Chance(2) ? Types[0] : Choose(Types));
        if (Chance(5)) Add(properties, 2, "vehicle_types_available", () => Choose(VehicleTypes));
        if (Chance(6)) Add(properties, 2, "vehicle_docks_available", () => Choose(VehicleDocks));
        foreach (var column in Columns.Where(column => !properties.Exists(property => property.StartsWith($"\"{column}\"", StringComparison.Ordinal)))) Add(properties, 2, column, Count);
        while (Chance(3)) properties.Insert(random.Next(properties.Count + 1), Choose(Others));
        if (Chance(8) && properties.Count > 0) properties.Add(Choose([.. properties]));
        return Space("{") + string.Join(Space(","), properties) + Space("}");
    }

    /// <summary>A feed with a few bytes changed, mostly within its stations, so it is mostly not valid JSON.</summary>
    public byte[] BrokenFeed()
    {
        var feed = Encoding.UTF8.GetBytes(Feed());
        for (var changes = 1 + random.Next(3); changes > 0 && feed.Length > 0; changes--)
        {
            var at = random.Next(feed.Length);
            var end = Math.Min(feed.Length, at + (Chance(2) ? 0 : random.Next(4)));
            feed = Chance(8) ? feed[..at] : [.. feed[..at], .. Encoding.Latin1.GetBytes(Choose(Breaks)), .. feed[end..]];
        }

        return feed;
    }

    private string Count() => Chance(12) ? Choose(Values) : random.Next(40).ToString(CultureInfo.InvariantCulture);

    private void Add(List<string> properties, int missingOneIn, string name, Func<string> value)
    {
        if (Chance(missingOneIn)) return;
        properties.Add($"\"{name}\"{Space(":")}{value()}");
    }

    private string Space(string token) => Chance(25) ? $" {token}\r\n\t" : token;

    private bool Chance(int oneIn) => random.Next(oneIn) == 0;

    private string Choose(params string[] values) => values[random.Next(values.Length)];
}
