using System.Text;
using PmpPulse.Feeds.Rows;

namespace PmpPulse.Feeds.Templates;

/// <summary>
/// Makes a template of an element: each integer, text, boolean and number becomes a slot, everything else its text. Null, a string with an
/// escape, and what the kind names as constant stay text, and so does what is between values: names, brackets, white space.
/// </summary>
internal sealed class TemplateLearner
{
    private readonly ReadOnlyMemory<byte> _element;
    private readonly Func<PathPart[], bool> _isConstant;
    private readonly List<TemplateSlot> _slots = [];
    private readonly List<TemplateStep> _steps = [];
    private int _text;

    private TemplateLearner(ReadOnlyMemory<byte> element, Func<PathPart[], bool> isConstant) => (_element, _isConstant) = (element, isConstant);

    /// <summary>Learns a template.</summary>
    /// <param name="element">An object, known to be JSON and UTF-8.</param>
    /// <param name="isConstant">Whether the value at a path decides what the others mean, and so belongs to the text.</param>
    /// <returns>Null if the element is too large to be worth it.</returns>
    public static ElementTemplate? Learn(ReadOnlyMemory<byte> element, Func<PathPart[], bool> isConstant)
    {
        if (element.Length > ElementTemplate.MaxBytes) return null;
        var learner = new TemplateLearner(element.ToArray(), isConstant);
        var scanner = new JsonScanner(learner._element.Span, 0);
        learner.Read(ref scanner, []);
        learner.AddText(element.Length, SlotKind.None);
        return learner._steps.Count <= ElementTemplate.MaxSteps ? new ElementTemplate([.. learner._steps], learner._slots) : null;
    }

    private void Read(ref JsonScanner scanner, PathPart[] path)
    {
        switch (scanner.Peek())
        {
            case (byte)'{':
                ReadMembers(ref scanner, path);
                break;
            case (byte)'[':
                ReadElements(ref scanner, path);
                break;
            default:
                ReadValue(ref scanner, path);
                break;
        }
    }

    private void ReadMembers(ref JsonScanner scanner, PathPart[] path)
    {
        scanner.Position++;
        if (scanner.TryTake((byte)'}')) return;
        do
        {
            scanner.Peek();
            var name = scanner.Position + 1;
            scanner.SkipValue(0);
            var part = new PathPart(Encoding.UTF8.GetString(_element.Span[name..(scanner.Position - 1)]));
            scanner.TryTake((byte)':');
            Read(ref scanner, [.. path, part]);
        }
        while (scanner.TryTake((byte)','));
        scanner.TryTake((byte)'}');
    }

    private void ReadElements(ref JsonScanner scanner, PathPart[] path)
    {
        scanner.Position++;
        if (scanner.TryTake((byte)']')) return;
        var position = 0;
        do
        {
            Read(ref scanner, [.. path, new PathPart(null, position++)]);
        }
        while (scanner.TryTake((byte)','));
        scanner.TryTake((byte)']');
    }

    private void ReadValue(ref JsonScanner scanner, PathPart[] path)
    {
        var start = scanner.Position;
        var kind = KindOf(ref scanner);
        var end = scanner.Position;
        if (_element.Span[start] == '"') (start, end) = (start + 1, end - 1);
        if (kind != SlotKind.None && _isConstant(path)) kind = SlotKind.None;
        _slots.Add(new TemplateSlot(path, kind, _element[start..end]));
        if (kind == SlotKind.None) return;
        AddText(start, kind);
        _text = end;
    }

    /// <summary>What the value at the scanner's position, which is no object or array, looks like; the scanner is behind it then.</summary>
    private SlotKind KindOf(ref JsonScanner scanner)
    {
        var start = scanner.Position;
        scanner.SkipValue(0);
        var value = _element.Span[start..scanner.Position];
        return value[0] switch
        {
            (byte)'"' => value.Contains((byte)'\\') ? SlotKind.None : SlotKind.Text,
            (byte)'t' or (byte)'f' => SlotKind.Flag,
            (byte)'n' => SlotKind.None,
            _ => value.Length <= TemplateMatcher.MaxDigits && !value.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? SlotKind.Integer : SlotKind.Number,
        };
    }

    private void AddText(int end, SlotKind kind)
    {
        var text = _element.Span[_text..end];
        for (; text.Length > TemplateStep.MaxLength; text = text[TemplateStep.MaxLength..]) _steps.Add(new TemplateStep(text[..TemplateStep.MaxLength], SlotKind.None));
        _steps.Add(new TemplateStep(text, kind));
    }
}
