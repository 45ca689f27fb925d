namespace PmpPulse.Contracts.Events;

/// <summary>
/// One vehicle type of a system, with what distinguishes mechanical bikes from e-bikes, as in its GBFS <c>vehicle_types.json</c>.
/// </summary>
/// <param name="Id"><c>vehicle_type_id</c>; a number is kept as its digits.</param>
/// <param name="FormFactor"><c>form_factor</c>, such as <c>bicycle</c>.</param>
/// <param name="PropulsionType"><c>propulsion_type</c>, such as <c>human</c>; null where absent.</param>
public sealed record VehicleType(string Id, string FormFactor, string? PropulsionType);
