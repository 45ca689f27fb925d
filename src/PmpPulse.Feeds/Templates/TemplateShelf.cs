namespace PmpPulse.Feeds.Templates;

/// <summary>
/// The templates a feed was seen to need, the one used last first. Bounds what a feed without lasting forms can cost: a match earns what it
/// saves, and what is spent on failed matches and on learning is paid from that; without credit the shelf rests for a while, and every
/// element goes to the plain reader. Not thread-safe.
/// </summary>
/// <typeparam name="T">A kind's template.</typeparam>
/// <param name="formOf">Its form.</param>
internal sealed class TemplateShelf<T>(Func<T, ElementTemplate> formOf) where T : class
{
    /// <summary>The most templates: a feed has one to three.</summary>
    public const int Capacity = 8;

    // in steps of a match: the plain reader takes at least three times as long as a match, and learning as long as some hundred steps
    private const int SavedByStep = 2;
    private const int LearningCost = 1_000;
    private const int MaxCredit = Capacity * LearningCost;
    private const int RestingElements = 512;

    private readonly T?[] _templates = new T?[Capacity];
    private readonly SlotValue[] _values = new SlotValue[ElementTemplate.MaxSteps];
    private int _count;
    private int _credit = MaxCredit;
    private int _resting;

    /// <summary>The values of the element that matched last, by slot.</summary>
    public ReadOnlySpan<SlotValue> Values => _values;

    /// <summary>Whether an element that didn't match may be learned from.</summary>
    public bool MayLearn => TemplateMatcher.IsSupported && _resting == 0 && _credit >= LearningCost;

    /// <summary>How many elements matched.</summary>
    public long Matches { get; private set; }

    /// <summary>Templates known.</summary>
    public int Count => _count;

    /// <summary>Reads an element by the first template that it matches.</summary>
    /// <param name="json">Bytes known to be UTF-8.</param>
    /// <param name="at">Where the element begins; its end if it matches.</param>
    /// <returns>Null if it matches none.</returns>
    public T? Match(ReadOnlySpan<byte> json, ref int at)
    {
        if (_resting > 0)
        {
            if (--_resting == 0) _credit = LearningCost;
            return null;
        }

        for (var index = 0; index < _count; index++)
        {
            var template = _templates[index]!;
            var form = formOf(template);
            var end = TemplateMatcher.Match(json, at, form, _values);
            if (end < 0)
            {
                _credit -= ~end + 1;
                continue;
            }

            at = end;
            Matches++;
            Settle(SavedByStep * form.Steps.Length);
            if (index > 0) MoveToFront(template, index);
            return template;
        }

        Settle(0);
        return null;
    }

    /// <summary>Adds a template that was learned, or pays for an element that makes none.</summary>
    public void Add(T? template)
    {
        _credit -= LearningCost;
        if (template is null) return;
        if (_count < Capacity) _count++;
        MoveToFront(template, _count - 1);
    }

    /// <summary>Forgets all templates.</summary>
    public void Clear()
    {
        Array.Clear(_templates);
        _count = 0;
    }

    private void Settle(int earned)
    {
        _credit = Math.Min(_credit + earned, MaxCredit);
        if (_credit < 0) _resting = RestingElements;
    }

    private void MoveToFront(T template, int index)
    {
        Array.Copy(_templates, 0, _templates, 1, index);
        _templates[0] = template;
    }
}
