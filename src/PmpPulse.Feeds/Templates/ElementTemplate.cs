namespace PmpPulse.Feeds.Templates;

/// <summary>
/// The form that many elements of a feed share, byte for byte: the text between their values, and what each value looks like. Immutable.
/// </summary>
/// <param name="steps">The text in pieces, each with the value behind it.</param>
/// <param name="slots">
/// The values of the element that it was learned from. Those with a slot come in the order of the steps that have one.
/// </param>
internal sealed class ElementTemplate(TemplateStep[] steps, IReadOnlyList<TemplateSlot> slots)
{
    /// <summary>The most steps a template has: real stations take about 15, the largest vehicles 25.</summary>
    public const int MaxSteps = 96;

    /// <summary>The longest element that a template is learned from, bytes.</summary>
    public const int MaxBytes = 4_096;

    public TemplateStep[] Steps { get; } = steps;

    public IReadOnlyList<TemplateSlot> Slots { get; } = slots;
}
