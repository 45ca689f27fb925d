using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Typing;

/// <summary>Which types can be compared, grouped and ordered.</summary>
internal static class TypeTraits
{
    /// <summary>Equality is defined for scalars except JSON and for structs of those; order only for scalars.</summary>
    public static bool IsComparable(SqlType type, string comparison) => type.Kind switch
    {
        SqlTypeKind.Json or SqlTypeKind.Geography => false,
        SqlTypeKind.Array => comparison is "=" or "!=" && IsComparable(type.ElementType!, comparison),
        SqlTypeKind.Struct => comparison is "=" or "!=" or "IN" && type.Fields.All(f => IsComparable(f.Type, comparison)),
        _ => true,
    };

    public static bool IsGroupable(SqlType type) =>
        type.Kind is not (SqlTypeKind.Json or SqlTypeKind.Geography or SqlTypeKind.Array) && type.Fields.All(f => IsGroupable(f.Type));

    public static bool IsOrderable(SqlType type) => type.Kind is not (SqlTypeKind.Json or SqlTypeKind.Geography or SqlTypeKind.Array or SqlTypeKind.Struct);
}
