using System.Buffers;
using System.Collections.Immutable;
using PmpPulse.GoogleSql.Types;
using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.BigQuery.Resources;

namespace PmpPulse.LocalCloud.BigQuery.Schema;

/// <summary>Converts between REST schemas and columns.</summary>
internal static class SchemaReader
{
    private const int MaxNesting = 15;
    private const int MaxNameLength = 300;
    private static readonly SearchValues<char> ForbiddenInNames = SearchValues.Create("!\"$()*,./;?@[\\]^`{}~");

    /// <exception cref="BigQueryException">A field is malformed, or LocalCloud does not store its type.</exception>
    public static ImmutableArray<Field> Read(SchemaResource? schema) =>
        schema?.Fields is { } fields ? ReadFields(fields, "", 1, isStored: false) : [];

    /// <summary>
    /// Reads a schema from LocalCloud's own catalog. Its names were checked when it was stored, perhaps by older rules, and it must still
    /// open.
    /// </summary>
    public static ImmutableArray<Field> ReadStored(SchemaResource? schema) =>
        schema?.Fields is { } fields ? ReadFields(fields, "", 1, isStored: true) : [];

    public static SchemaResource Write(IEnumerable<Field> fields) => new() { Fields = [.. fields.Select(WriteField)] };

    private static ImmutableArray<Field> ReadFields(IReadOnlyList<FieldResource> fields, string prefix, int depth, bool isStored)
    {
        if (depth > MaxNesting && !isStored)
        {
            throw BigQueryException.Invalid($"Field {prefix.TrimEnd('.')} is nested too deeply: at most {MaxNesting} levels are allowed.");
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var result = ImmutableArray.CreateBuilder<Field>(fields.Count);
        foreach (var field in fields)
        {
            var read = ReadField(field, prefix, depth, isStored);
            if (!names.Add(read.Name) && !isStored) throw BigQueryException.Invalid($"Field {prefix}{read.Name} already exists in schema");
            result.Add(read);
        }

        return result.ToImmutable();
    }

    private static Field ReadField(FieldResource field, string prefix, int depth, bool isStored)
    {
        // fields can be null in JSON
        if (!isStored && field is not { Name.Length: > 0 })
        {
            throw BigQueryException.Invalid($"Invalid field name \"{prefix}\". Fields must have a name.");
        }

        var name = field.Name ?? "";
        if (!isStored && !IsValid(name))
        {
            throw BigQueryException.Invalid(
                $"Invalid field name \"{name}\". Fields must contain the allowed characters, and be at most {MaxNameLength} characters long.");
        }

        Unsupported.Refuse(field, $"schema.fields[{prefix}{name}]");
        if (string.IsNullOrEmpty(field.Type)) throw BigQueryException.Invalid($"Field {prefix}{name} has no type.");
        var type = TypeNames.Parse(field.Type) ?? throw Unsupported.Type(field.Type, prefix + name);
        var mode = field.Mode?.ToUpperInvariant() switch
        {
            null or "" or "NULLABLE" => FieldMode.Nullable,
            "REQUIRED" => FieldMode.Required,
            "REPEATED" => FieldMode.Repeated,
            _ => throw BigQueryException.Invalid($"Invalid mode {field.Mode} of field {prefix}{name}."),
        };
        if (type == FieldType.Struct && field.Fields is not { Count: > 0 } && !isStored)
        {
            throw BigQueryException.Invalid($"Field {prefix}{name} is type RECORD but has no schema");
        }

        if (type != FieldType.Struct && field.Fields is { Count: > 0 })
        {
            throw BigQueryException.Invalid($"Field {prefix}{name} has fields but is of type {field.Type}.");
        }

        var children = type == FieldType.Struct ? ReadFields(field.Fields ?? [], $"{prefix}{name}.", depth + 1, isStored) : [];
        return new Field(name, type, mode, children, string.IsNullOrEmpty(field.Description) ? null : field.Description);
    }

    private static bool IsValid(string name) =>
        name.Length <= MaxNameLength && name.AsSpan().IndexOfAny(ForbiddenInNames) < 0 && !char.IsWhiteSpace(name[0])
            && !name.Any(char.IsControl);

    private static FieldResource WriteField(Field field) => new()
    {
        Name = field.Name,
        Type = TypeNames.Legacy(field.Type),
        Mode = field.Mode.ToString().ToUpperInvariant(),
        Fields = field.Type == FieldType.Struct ? [.. field.Fields.Select(WriteField)] : null,
        Description = field.Description,
    };
}
