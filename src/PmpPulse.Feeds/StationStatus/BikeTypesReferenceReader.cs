using System.Text;
using System.Text.Json;
using PmpPulse.Contracts.Json;
using PmpPulse.Feeds.Rows;

namespace PmpPulse.Feeds.StationStatus;

/// <summary>
/// How many bikes are mechanical and how many are e-bikes, in the dialects that say so:
/// <c>num_bikes_available_types</c> as <c>[{"mechanical":3},{"ebike":2}]</c> (Vélib), as an object, or as
/// <c>[{"bike_type":"mechanical","count":3}]</c>; else <c>vehicle_types_available</c> (GBFS 2.1 and up), whose ids mean what the event's
/// vehicle types say, or what publishers' words say (<see cref="VehicleKinds"/>); else <c>num_ebikes_available</c>. Several counts of one
/// kind add up, types of no known kind are skipped. A property with an invalid count is ignored and flagged.
/// </summary>
internal static class BikeTypesReferenceReader
{
    private static readonly string[] Words = ["mechanical", "ebike", "electrical", "electric", "bike"];

    public static TypeCounts Read(JsonElement station, VehicleKinds vehicles, ref StationStatusFlags flags)
    {
        var counts = ReadTypes(station, ref flags);
        if (counts.SaysAnything) return counts;
        counts = ReadVehicleTypes(station, vehicles, ref flags);
        if (counts.SaysAnything || JsonFields.FindFilled(station, "num_ebikes_available") is not { } value) return counts;
        if (JsonFields.TryCount(value, out var ebikes)) counts.Ebikes = ebikes;
        else flags |= StationStatusFlags.TypesInvalid;
        return counts;
    }

    private static TypeCounts ReadTypes(JsonElement station, ref StationStatusFlags flags)
    {
        var counts = default(TypeCounts);
        if (JsonFields.Find(station, "num_bikes_available_types") is not { } types) return counts;
        var valid = types.ValueKind switch
        {
            JsonValueKind.Object => AddWords(types, ref counts),
            JsonValueKind.Array => AddElements(types, ref counts) && AddNamed(types, "bike_type", VehicleKinds.None, ref counts),
            _ => false,
        };
        return Settle(valid, counts, ref flags);
    }

    private static TypeCounts ReadVehicleTypes(JsonElement station, VehicleKinds vehicles, ref StationStatusFlags flags)
    {
        var counts = default(TypeCounts);
        if (JsonFields.Find(station, "vehicle_types_available") is not { } types) return counts;
        return Settle(types.ValueKind == JsonValueKind.Array && AddNamed(types, "vehicle_type_id", vehicles, ref counts), counts, ref flags);
    }

    private static TypeCounts Settle(bool valid, in TypeCounts counts, ref StationStatusFlags flags)
    {
        if (valid) return counts;
        flags |= StationStatusFlags.TypesInvalid;
        return default;
    }

    private static bool AddElements(JsonElement list, ref TypeCounts counts)
    {
        foreach (var element in list.EnumerateArray())
        {
            if (element.ValueKind == JsonValueKind.Object && !AddWords(element, ref counts)) return false;
        }

        return true;
    }

    private static bool AddWords(JsonElement types, ref TypeCounts counts)
    {
        foreach (var word in Words)
        {
            if (!Add(JsonFields.FindFilled(types, word), VehicleKinds.OfWord(Encoding.UTF8.GetBytes(word)), ref counts)) return false;
        }

        return true;
    }

    private static bool AddNamed(JsonElement list, string nameProperty, VehicleKinds vehicles, ref TypeCounts counts)
    {
        foreach (var element in list.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Object || JsonFields.Find(element, nameProperty) is not { } value || !JsonFields.TryText(value, out var name)) continue;
            if (!Add(JsonFields.FindFilled(element, "count"), vehicles.Of(Encoding.UTF8.GetBytes(name!)), ref counts)) return false;
        }

        return true;
    }

    private static bool Add(JsonElement? value, VehicleKind kind, ref TypeCounts counts)
    {
        if (value is not { } element || kind == VehicleKind.Unknown) return true;
        return JsonFields.TryCount(element, out var count) && counts.TryAdd(kind, count);
    }
}
