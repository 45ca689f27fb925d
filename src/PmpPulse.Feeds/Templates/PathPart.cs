namespace PmpPulse.Feeds.Templates;

/// <summary>A step of the way from an element to one of its values.</summary>
/// <param name="Name">A property's name, escapes as they are; null in a list.</param>
/// <param name="Position">The position in a list.</param>
internal readonly record struct PathPart(string? Name, int Position = 0);
