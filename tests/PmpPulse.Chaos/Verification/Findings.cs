namespace PmpPulse.Chaos.Verification;

/// <summary>The differences between the tables and the expectation.</summary>
internal sealed class Findings
{
    private readonly List<string> _lines = [];

    /// <summary>Rows that should be in a table and aren't.</summary>
    public int Lost { get; private set; }

    /// <summary>Curated rows whose identity already exists.</summary>
    public int Duplicates { get; private set; }

    /// <summary>Rows that shouldn't be in a table, or have wrong values.</summary>
    public int Wrong { get; private set; }

    public bool IsClean => Lost == 0 && Duplicates == 0 && Wrong == 0;

    /// <summary>One line per difference.</summary>
    public IReadOnlyList<string> Lines => _lines;

    public void AddLost(string where, string what)
    {
        Lost++;
        _lines.Add($"lost from {where}: {what}");
    }

    public void AddDuplicate(string what)
    {
        Duplicates++;
        _lines.Add($"twice in curated: {what}");
    }

    public void AddWrong(string where, string what)
    {
        Wrong++;
        _lines.Add($"wrong in {where}: {what}");
    }
}
