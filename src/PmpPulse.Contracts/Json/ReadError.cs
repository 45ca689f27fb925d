namespace PmpPulse.Contracts.Json;

/// <summary>Why foreign bytes could not be read.</summary>
/// <param name="Type">Kind of error: one stable word in snake case, one of <see cref="ReadErrors"/>.</param>
/// <param name="Message">What was wrong and where, for a person. Never holds more than a few words of the input.</param>
public sealed record ReadError(string Type, string Message);
