namespace PmpPulse.FeedSimulator.City;

/// <summary>The constant part of a station.</summary>
/// <param name="Slot">Where it stands in the feeds.</param>
/// <param name="Key">Key of its random numbers; unlike the slot, never reused by a successor.</param>
/// <param name="Id">Feed's number, often beyond 32 bits.</param>
/// <param name="Code">Zone and three digits, such as <c>16107</c>.</param>
/// <param name="Name">Two streets.</param>
/// <param name="Lat">Degrees, WGS 84.</param>
/// <param name="Lon">Degrees, WGS 84.</param>
/// <param name="Capacity">Docks, defective ones included.</param>
/// <param name="Health">Whether it works.</param>
/// <param name="TakesCards">Whether the feed gives <c>rental_methods</c>.</param>
/// <param name="Fill">Usual share of docks with a bike.</param>
/// <param name="Swing">How much of its capacity comes (positive: offices) or goes (negative: homes) with the commuters.</param>
internal sealed record Station(
    int Slot, long Key, long Id, string Code, string Name, double Lat, double Lon, int Capacity,
    StationHealth Health, bool TakesCards, double Fill, double Swing);
