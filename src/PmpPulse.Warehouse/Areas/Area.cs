namespace PmpPulse.Warehouse.Areas;

/// <summary>An area that stations are placed in. Coordinates are degrees (WGS 84).</summary>
/// <param name="Id">The publisher's code, such as <c>75110</c> or <c>92004</c>.</param>
/// <param name="Name">Its name, such as <c>Paris 10e</c>.</param>
/// <param name="GeoJson">Its shape: a GeoJSON Polygon or MultiPolygon.</param>
/// <param name="West">Least longitude.</param>
/// <param name="South">Least latitude.</param>
/// <param name="East">Greatest longitude.</param>
/// <param name="North">Greatest latitude.</param>
public sealed record Area(string Id, string Name, string GeoJson, double West, double South, double East, double North);
