using Google.Protobuf.Reflection;
using PmpPulse.GoogleCloud.StorageWrite;
using PmpPulse.GoogleCloud.Tests.Protos;
using PmpPulse.Warehouse;

namespace PmpPulse.GoogleCloud.Tests.StorageWrite;

public sealed class RowSchemaTests
{
    [Fact]
    public void Descriptor_EveryType_MatchesTheHandWrittenMessage()
    {
        var byHand = EveryType.Descriptor.ToProto();

        EveryTypeTable.Schema.Descriptor.Field
            .Select(field => (field.Name, field.Number, field.Type, field.Label))
            .Should().Equal(byHand.Field.Select(field => (field.Name, field.Number, field.Type, field.Label)));
    }

    [Fact]
    public void FromResourceJson_EveryTableOfTheWarehouse_CanBeWritten()
    {
        WarehouseFiles.Tables.Should().NotBeEmpty();
        foreach (var table in WarehouseFiles.Tables)
        {
            RowSchema.FromResourceJson(table.ResourceJson).Descriptor.Field.Should().NotBeEmpty();
        }
    }

    [Fact]
    public void FromResourceJson_LegacyTypeNames_AreEquivalent()
    {
        var schema = RowSchema.FromResourceJson("""{ "schema": { "fields": [ { "name": "a", "type": "INTEGER" }, { "name": "b", "type": "FLOAT" }, { "name": "c", "type": "BOOLEAN" } ] } }""");

        schema.Descriptor.Field.Select(field => field.Type).Should().Equal(
            FieldDescriptorProto.Types.Type.Int64, FieldDescriptorProto.Types.Type.Double, FieldDescriptorProto.Types.Type.Bool);
    }

    [Fact]
    public void FromResourceJson_Struct_IsRefused()
    {
        var act = () => RowSchema.FromResourceJson("""{ "schema": { "fields": [ { "name": "s", "type": "RECORD", "fields": [ { "name": "a", "type": "STRING" } ] } ] } }""");

        act.Should().Throw<NotSupportedException>().WithMessage("Column s is of type RECORD*");
    }

    [Fact]
    public void Column_Unknown_ListsTheKnownOnes()
    {
        var act = () => EveryTypeTable.Schema.Column("Text");

        act.Should().Throw<KeyNotFoundException>().WithMessage("*no column Text*text, whole*");
    }
}
