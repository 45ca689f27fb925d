namespace PmpPulse.Dashboard.Configuration;

/// <summary>A street map of square tiles (Web Mercator, 256 pixels).</summary>
/// <param name="Template">Address of a tile, with <c>{z}</c>, <c>{x}</c> and <c>{y}</c>.</param>
/// <param name="Origin">Its scheme and host: the only foreign origin that the page may ask for anything.</param>
/// <param name="Attribution">Whom to thank, as plain text.</param>
internal sealed record StreetMap(string Template, string Origin, string Attribution);
