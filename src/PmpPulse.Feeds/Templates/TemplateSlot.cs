namespace PmpPulse.Feeds.Templates;

/// <summary>A value of the element that a template was learned from.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Kind">What it looks like; <see cref="SlotKind.None"/> for a value that is part of the template's text.</param>
/// <param name="Text">Its bytes there, without quotes.</param>
internal readonly record struct TemplateSlot(PathPart[] Path, SlotKind Kind, ReadOnlyMemory<byte> Text);
