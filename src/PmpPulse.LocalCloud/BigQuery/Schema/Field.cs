using System.Collections.Immutable;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.LocalCloud.BigQuery.Schema;

/// <summary>A column, or a field of a STRUCT. Names are case-insensitive, as in BigQuery.</summary>
internal sealed record Field(string Name, FieldType Type, FieldMode Mode, ImmutableArray<Field> Fields, string? Description)
{
    public Field(string name, FieldType type, FieldMode mode = FieldMode.Nullable)
        : this(name, type, mode, [], null)
    {
    }

    public bool IsRepeated => Mode == FieldMode.Repeated;

    public Field Element => this with { Mode = FieldMode.Nullable };
}
