using System.Collections.Immutable;
using Google.Cloud.BigQuery.Storage.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using PmpPulse.GoogleSql.Types;
using PmpPulse.LocalCloud.BigQuery.Schema;
using FieldType = PmpPulse.LocalCloud.BigQuery.Schema.FieldType;
using ProtoType = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;

namespace PmpPulse.LocalCloud.StorageWrite;

/// <summary>A field of a writer's message and the column it fills.</summary>
/// <param name="Column">Index among the fields of the table or STRUCT.</param>
internal sealed record WriterField(int Column, Field Field, ProtoType Type, WriterSchema? Message, string Path)
{
    public WireType WireType { get; } = WireTypeOf(Type);

    private static WireType WireTypeOf(ProtoType type) => type switch
    {
        ProtoType.Double or ProtoType.Fixed64 or ProtoType.Sfixed64 => WireType.Fixed64,
        ProtoType.Float or ProtoType.Fixed32 or ProtoType.Sfixed32 => WireType.Fixed32,
        ProtoType.String or ProtoType.Bytes or ProtoType.Message => WireType.LengthDelimited,
        _ => WireType.Varint,
    };
}

/// <summary>
/// Maps a writer's message to a table's columns by name. The types that a descriptor may use for each column type:
/// https://cloud.google.com/bigquery/docs/supported-data-types#supported_protocol_buffer_data_types.
/// </summary>
internal sealed class WriterSchema
{
    private const int MaxNesting = 15;

    // a name is searched in each scope, starting at each of its parts
    private const int MaxNameParts = 32;

    private static readonly ExtensionRegistry Annotations = [AnnotationsExtensions.ColumnName];

    private readonly Dictionary<int, WriterField> _fields = [];

    private WriterSchema(ImmutableArray<Field> columns, string path)
    {
        Columns = columns;
        Path = path;
    }

    /// <summary>The columns of the table or fields of the STRUCT, including those that the message lacks.</summary>
    public ImmutableArray<Field> Columns { get; }

    /// <summary>Empty for the row itself, otherwise the STRUCT's name and a dot.</summary>
    public string Path { get; }

    public WriterField? Find(int number) => _fields.GetValueOrDefault(number);

    /// <exception cref="WriterSchemaException">The descriptor doesn't match the table.</exception>
    public static WriterSchema Create(DescriptorProto descriptor, ImmutableArray<Field> columns) =>
        Create(descriptor, columns, [descriptor], "", 1);

    private static WriterSchema Create(
        DescriptorProto descriptor, ImmutableArray<Field> columns, ImmutableList<DescriptorProto> scopes, string path, int depth)
    {
        if (depth > MaxNesting)
        {
            throw new WriterSchemaException($"The proto message {descriptor.Name} is nested more than {MaxNesting} levels deep.");
        }

        var schema = new WriterSchema(columns, path);
        var filled = new HashSet<int>();
        foreach (var field in descriptor.Field)
        {
            var name = ColumnName(field);
            var column = IndexOf(columns, name);
            if (column < 0) throw new WriterSchemaException("Schema mismatch due to extra fields in user schema", isExtraField: true);
            if (!filled.Add(column)) throw new WriterSchemaException($"Field {path}{name} appears twice in the proto message.");
            if (field.Number is < 1 or > 536_870_911 || !schema._fields.TryAdd(field.Number, Match(field, columns[column], column)))
            {
                throw new WriterSchemaException($"Field number {field.Number} of {path}{name} is invalid or used twice.");
            }

        }

        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i].Mode == FieldMode.Required && !filled.Contains(i))
            {
                throw new WriterSchemaException($"The required field {path}{columns[i].Name} is missing in the proto message.");
            }

        }

        return schema;

        WriterField Match(FieldDescriptorProto field, Field column, int index)
        {
            var full = path + column.Name;
            if (field.Label == FieldDescriptorProto.Types.Label.Repeated != column.IsRepeated)
            {
                throw new WriterSchemaException(
                    $"The proto field {full} is {(column.IsRepeated ? "not " : "")}repeated, the BigQuery field's mode is {column.Mode.ToString().ToUpperInvariant()}.");
            }

            if (!Accepts(column.Type, field.Type))
            {
                throw new WriterSchemaException(
                    $"The proto field mismatched with BigQuery field at {descriptor.Name}.{field.Name}, "
                    + $"the proto field type {field.Type.ToString().ToLowerInvariant()}, BigQuery field type {TypeNames.Legacy(column.Type)}");
            }

            WriterSchema? message = null;
            if (column.Type == FieldType.Struct)
            {
                var nested = Resolve(field, scopes);
                message = Create(nested, column.Fields, scopes.Add(nested), full + ".", depth + 1);
            }

            return new WriterField(index, column, field.Type, message, full);
        }
    }

    /// <summary>Resolves a type name from the innermost message outwards, by protobuf's scoping rules.</summary>
    private static DescriptorProto Resolve(FieldDescriptorProto field, ImmutableList<DescriptorProto> scopes)
    {
        var path = field.TypeName.Split('.', StringSplitOptions.RemoveEmptyEntries);
        if (path.Length > MaxNameParts)
        {
            throw new WriterSchemaException($"The type name of proto field {field.Name} has more than {MaxNameParts} parts.");
        }

        for (var scope = scopes.Count - 1; scope >= 0 && path.Length > 0; scope--)
        {
            // a full name starts with the packages and messages that enclose the scope
            for (var start = 0; start < path.Length; start++)
            {
                var found = scopes[scope];
                for (var i = start; i < path.Length && found is not null; i++)
                {
                    found = found.NestedType.FirstOrDefault(type => type.Name == path[i]);
                }

                if (found is not null) return found;
            }
        }

        throw new WriterSchemaException(
            $"The type {field.TypeName} of proto field {field.Name} is not inside the writer's descriptor: it must be self-contained.");
    }

    private static string ColumnName(FieldDescriptorProto field)
    {
        if (field.Options is null) return field.Name;
        var options = FieldOptions.Parser.WithExtensionRegistry(Annotations).ParseFrom(field.Options.ToByteArray());
        return options.HasExtension(AnnotationsExtensions.ColumnName) ? options.GetExtension(AnnotationsExtensions.ColumnName) : field.Name;
    }

    private static int IndexOf(ImmutableArray<Field> columns, string name)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return i;
        }

        return -1;
    }

    private static bool Accepts(FieldType column, ProtoType type) => column switch
    {
        FieldType.Int64 => IsInteger(type) && type is not (ProtoType.Uint64 or ProtoType.Fixed64),
        FieldType.Float64 => type is ProtoType.Double or ProtoType.Float,
        FieldType.Bool => type is ProtoType.Bool || IsInteger(type),
        FieldType.String or FieldType.Json => type is ProtoType.String,
        FieldType.Bytes => type is ProtoType.Bytes or ProtoType.String,
        FieldType.Timestamp => type is ProtoType.String || (IsInteger(type) && type is not (ProtoType.Uint64 or ProtoType.Fixed64)),
        FieldType.Date => type is ProtoType.Int32 or ProtoType.Int64 or ProtoType.String,
        FieldType.DateTime or FieldType.Time => type is ProtoType.Int64 or ProtoType.String,
        FieldType.Numeric => type is ProtoType.String or ProtoType.Bytes or ProtoType.Double or ProtoType.Float || IsInteger(type),
        FieldType.Struct => type is ProtoType.Message,
        _ => false,
    };

    private static bool IsInteger(ProtoType type) => type is ProtoType.Int32 or ProtoType.Int64 or ProtoType.Uint32 or ProtoType.Uint64
        or ProtoType.Sint32 or ProtoType.Sint64 or ProtoType.Fixed32 or ProtoType.Fixed64 or ProtoType.Sfixed32 or ProtoType.Sfixed64;
}
