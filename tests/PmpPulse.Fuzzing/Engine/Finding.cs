using System.Text.RegularExpressions;

namespace PmpPulse.Fuzzing.Engine;

/// <summary>An input that makes a target fail.</summary>
/// <param name="Kind"><c>contract</c>, <c>slow</c>, <c>memory</c>, or the type of an undocumented exception.</param>
/// <param name="Description">What happened.</param>
/// <param name="Input">The bytes.</param>
internal sealed partial record Finding(string Kind, string Description, byte[] Input)
{
    /// <summary>The kind plus the throw site or broken invariant, without numbers. Findings with one key probably share a cause.</summary>
    public string Key => $"{Kind}: {Numbers().Replace(Description.Split('\n').FirstOrDefault(line => line.Contains(" at PmpPulse.", StringComparison.Ordinal)) ?? Description.Split('\n')[0], "#")}";

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers();
}
