namespace PmpPulse.Feeds.Templates;

/// <summary>The value that an element has in a slot.</summary>
internal struct SlotValue
{
    /// <summary>An integer's value; 1 or 0 of a flag.</summary>
    public long Number;

    /// <summary>Where its bytes begin.</summary>
    public int Start;

    /// <summary>How many bytes it has.</summary>
    public int Length;
}
