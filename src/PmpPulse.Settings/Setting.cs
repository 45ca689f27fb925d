namespace PmpPulse.Settings;

/// <summary>
/// One setting of a service: the same name as environment variable (<c>FEED_ID=…</c>) and as argument (<c>--FEED_ID=…</c>).
/// </summary>
/// <param name="Name">Flat upper-case name.</param>
/// <param name="Description">What it does and what is valid, as <c>--help</c> prints it.</param>
/// <param name="Example">A valid value.</param>
/// <param name="Default">The value if it is not set; null if there is none.</param>
/// <param name="Required">Whether the service refuses to start without it.</param>
public sealed record Setting(string Name, string Description, string Example, string? Default = null, bool Required = false);
