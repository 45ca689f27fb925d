namespace PmpPulse.Operations;

/// <summary>What was asked for can't be done as it was asked: a setting or an option is wrong, or missing.</summary>
/// <param name="problems">What is wrong, and the remedy; one text for each thing.</param>
public sealed class MisuseException(params IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>Each thing that is wrong. A message may hold foreign line breaks, so lines do not tell them apart.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
