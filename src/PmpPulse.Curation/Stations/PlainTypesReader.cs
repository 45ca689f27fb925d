using System.Text.Json;
using PmpPulse.Contracts;

namespace PmpPulse.Curation.Stations;

/// <summary>
/// How many bikes are mechanical and how many are e-bikes, in the dialects that say so:
/// <c>num_bikes_available_types</c> as <c>[{"mechanical":3},{"ebike":2}]</c> (Vélib), as an object, or as
/// <c>[{"bike_type":"mechanical","count":3}]</c>; else GBFS 2.x's <c>vehicle_types_available</c>
/// (<c>[{"vehicle_type_id":"ebike","count":2}]</c>), whose ids mean nothing without <c>vehicle_types.json</c> unless they are those two
/// words themselves. Several counts of one type add up. A count of either type that is none is an error; everything else is passed over.
/// </summary>
internal static class PlainTypesReader
{
    private const string Mechanical = "mechanical";
    private const string Ebike = "ebike";

    public static ReadError? Read(JsonElement station, out long? mechanical, out long? ebikes)
    {
        (mechanical, ebikes) = (null, null);
        if (StationFields.Find(station, "num_bikes_available_types") is { } types && ReadTypes(types, ref mechanical, ref ebikes) is { } error) return error;
        if (mechanical is not null || ebikes is not null) return null;
        return StationFields.Find(station, "vehicle_types_available") is { ValueKind: JsonValueKind.Array } vehicles
            ? ReadNamedCounts(vehicles, "vehicle_type_id", ref mechanical, ref ebikes)
            : null;
    }

    private static ReadError? ReadTypes(JsonElement types, ref long? mechanical, ref long? ebikes)
    {
        if (types.ValueKind == JsonValueKind.Object) return ReadObject(types, ref mechanical, ref ebikes);
        if (types.ValueKind != JsonValueKind.Array) return null;
        foreach (var element in types.EnumerateArray())
        {
            if (element.ValueKind == JsonValueKind.Object && ReadObject(element, ref mechanical, ref ebikes) is { } error) return error;
        }

        return ReadNamedCounts(types, "bike_type", ref mechanical, ref ebikes);
    }

    private static ReadError? ReadObject(JsonElement types, ref long? mechanical, ref long? ebikes) =>
        Add(StationFields.Find(types, Mechanical), Mechanical, ref mechanical) ?? Add(StationFields.Find(types, Ebike), Ebike, ref ebikes);

    private static ReadError? ReadNamedCounts(JsonElement list, string nameProperty, ref long? mechanical, ref long? ebikes)
    {
        foreach (var element in list.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Object
                || StationFields.Find(element, nameProperty) is not { ValueKind: JsonValueKind.String } value
                || !StationFields.TryText(value, out var name))
            {
                continue;
            }

            var error = name switch
            {
                Mechanical => Add(StationFields.Find(element, "count"), Mechanical, ref mechanical),
                Ebike => Add(StationFields.Find(element, "count"), Ebike, ref ebikes),
                _ => null,
            };
            if (error is not null) return error;
        }

        return null;
    }

    private static ReadError? Add(JsonElement? value, string name, ref long? sum)
    {
        if (value is not { } count) return null;
        if (!StationFields.TryCount(count, out var number)) return StationFields.Invalid($"count of {name} bikes", "an integer from 0", count);
        var total = (sum ?? 0) + number;
        if (total > StationFields.MaxCount)
        {
            return new ReadError(ReadErrors.StationFieldInvalid, $"The station's counts of {name} bikes must be no more than {StationFields.MaxCount} together; they are {total}.");
        }

        sum = total;
        return null;
    }
}
