namespace PmpPulse.Feeds.StationInformation;

/// <summary>What was read of a <c>station_information</c> feed.</summary>
/// <param name="Readings">Each element of <c>data.stations</c> in the feed's order, a station or an error, repetitions left out.</param>
/// <param name="Repetitions">How many elements were left out because an earlier one has the same bytes.</param>
internal sealed record StationInformationFile(IReadOnlyList<StationInformationReading> Readings, int Repetitions);
