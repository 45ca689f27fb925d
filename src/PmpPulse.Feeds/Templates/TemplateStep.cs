using System.Runtime.Intrinsics;

namespace PmpPulse.Feeds.Templates;

/// <summary>Up to 32 bytes of a template's text, and the value behind them.</summary>
internal readonly struct TemplateStep
{
    /// <summary>Bytes that are compared at once.</summary>
    public const int MaxLength = 32;

    /// <summary>The text, zero where <see cref="Mask"/> is.</summary>
    public readonly Vector256<byte> Text;

    /// <summary>All ones where the text has a byte.</summary>
    public readonly Vector256<byte> Mask;

    public readonly int Length;

    public readonly SlotKind Slot;

    public TemplateStep(ReadOnlySpan<byte> text, SlotKind slot)
    {
        Span<byte> padded = stackalloc byte[MaxLength];
        padded.Clear();
        text.CopyTo(padded);
        Text = Vector256.Create<byte>(padded);
        padded.Clear();
        padded[..text.Length].Fill(0xFF);
        Mask = Vector256.Create<byte>(padded);
        (Length, Slot) = (text.Length, slot);
    }
}
