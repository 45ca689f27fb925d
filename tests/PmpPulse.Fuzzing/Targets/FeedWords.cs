namespace PmpPulse.Fuzzing.Targets;

/// <summary>The words of GBFS and of Vélib's dialect.</summary>
internal static class FeedWords
{
    public static IReadOnlyList<string> All { get; } =
    [
        "\"last_updated\":", "\"lastUpdatedOther\":", "\"ttl\":", "\"version\":", "\"data\":", "\"stations\":[", "\"station_id\":", "\"stationCode\":", "\"station_code\":",
        "\"short_name\":", "\"name\":", "\"lat\":", "\"lon\":", "\"capacity\":", "\"address\":", "\"post_code\":", "\"text\":", "\"language\":", "\"fr-FR\"",
        "\"num_bikes_available\":", "\"numBikesAvailable\":", "\"num_vehicles_available\":", "\"num_docks_available\":", "\"numDocksAvailable\":", "\"num_bikes_available_types\":",
        "\"vehicle_types_available\":", "\"vehicle_docks_available\":", "\"electrical\"", "\"bike\"", "\"12\"", "NaN", "},{", "\"vehicle_type_id\":", "\"count\":", "\"bike_type\":", "\"mechanical\":", "\"ebike\":", "\"num_ebikes_available\":",
        "\"is_installed\":", "\"is_renting\":", "\"is_returning\":", "\"last_reported\":", "1760778556", "1760778556000", "\"2025-10-18T09:09:16Z\"", "4102444800", "253402300800",
        "2147483647", "2147483648", "3.0", "1e2", "-0", "1E+2", "0.0000001e7", "99999999999999999999", "1e-999", "\\u0073tation_id", "\\udc00", "\\ud83d\\udeb2", "null,", "true", "[{},{}]",
    ];
}
