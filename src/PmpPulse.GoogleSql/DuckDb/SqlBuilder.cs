namespace PmpPulse.GoogleSql.DuckDb;

/// <summary>Assembles longer SQL from finished pieces.</summary>
internal sealed class SqlBuilder
{
    private readonly Sql _text = new(0, 0);

    public void Append(Sql piece) => _text.AppendFormatted(piece);

    public void AppendIf(bool condition, Sql piece)
    {
        if (condition) Append(piece);
    }

    public Sql ToSql() => _text;
}
