using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Statements;
using PmpPulse.GoogleSql.Testing;

namespace PmpPulse.GoogleSql.Tests.Binding;

public sealed class DefinitionTests
{
    private static readonly TestWarehouse Warehouse = new();

    [Fact]
    public void Translate_CreateTable_DescribesIt()
    {
        var statement = Warehouse.Translate(
            """
            CREATE TABLE IF NOT EXISTS d.n (
              id INT64 NOT NULL OPTIONS(description = 'the id'),
              seen TIMESTAMP,
              tags ARRAY<STRING>,
              s STRUCT<a INT64, b ARRAY<STRUCT<c STRING>>>,
            )
            PARTITION BY DATE(seen)
            CLUSTER BY id, seen
            OPTIONS(description = "all of it")
            """);

        statement.Kind.Should().Be(StatementKind.CreateTable);
        statement.DuckDbSql.Should().BeNull();
        statement.Target.Should().Be(new TableId("test", "d", "n"));
        statement.Definition.Should().BeEquivalentTo(new { IfNotExists = true, OrReplace = false, PartitionField = "seen", PartitionGranularity = "DAY", ClusterFields = new[] { "id", "seen" }, Description = "all of it" });
        statement.Definition!.Fields.Select(f => $"{f.Name} {f.Type} {f.Mode} {f.Description}").Should().Equal(
            "id INT64 Required the id", "seen TIMESTAMP Nullable ", "tags ARRAY<STRING> Repeated ", "s STRUCT<a INT64, b ARRAY<STRUCT<c STRING>>> Nullable ");
    }

    [Fact]
    public void Translate_CreateTableAsSelect_ReturnsFieldsAndQuery()
    {
        var statement = Warehouse.Translate("CREATE OR REPLACE TABLE d.n PARTITION BY TIMESTAMP_TRUNC(seen, HOUR) AS SELECT 1 AS id, CURRENT_TIMESTAMP() AS seen");

        statement.Kind.Should().Be(StatementKind.CreateTableAsSelect);
        statement.Definition.Should().BeEquivalentTo(new { OrReplace = true, PartitionField = "seen", PartitionGranularity = "HOUR" });
        statement.Definition!.Fields.Select(f => f.ToString()).Should().HaveCount(2);
        statement.DuckDbSql.Should().StartWith("SELECT ");
    }

    [Fact]
    public void Translate_CreateView_KeepsItsText()
    {
        var statement = Warehouse.Translate("CREATE VIEW d.v AS\n  SELECT 1 AS a -- why\n  , 'x' AS b;");

        statement.Kind.Should().Be(StatementKind.CreateView);
        statement.Definition!.ViewQuery.Should().Be("SELECT 1 AS a -- why\n  , 'x' AS b");
        statement.Definition.Fields.Select(f => f.Name).Should().Equal("a", "b");
    }

    [Theory]
    [InlineData("DROP TABLE d.n", StatementKind.DropTable, false)]
    [InlineData("DROP VIEW IF EXISTS d.n", StatementKind.DropView, true)]
    public void Translate_Drop_NamesItsTarget(string sql, StatementKind kind, bool ifExists) =>
        Warehouse.Translate(sql).Should().BeEquivalentTo(new { Kind = kind, IfExists = ifExists, Target = new TableId("test", "d", "n") });

    [Theory]
    [InlineData("CREATE TABLE d.n AS SELECT 1", "CREATE TABLE columns must be named, but column 1 has no name at [1:21]")]
    [InlineData("CREATE TABLE d.n (a INT64, A INT64)", "Duplicate column name A in CREATE statement at [1:1]")]
    [InlineData("CREATE TABLE d.n (a INT64) PARTITION BY a", "PARTITION BY expression must be *")]
    [InlineData("CREATE TABLE d.n (a INT64) CLUSTER BY b", "Unrecognized name: b at [1:39]")]
    [InlineData("CREATE TABLE d.n (a INT64) OPTIONS(labels = 1)", "Option labels is not supported at [1:36]")]
    [InlineData("CREATE FUNCTION f() AS (1)", "CREATE FUNCTION is not supported at [1:8]")]
    [InlineData("ALTER TABLE d.n ADD COLUMN a INT64", "Statement ALTER is not supported at [1:1]")]
    [InlineData("DECLARE x INT64", "Statement DECLARE is not supported at [1:1]")]
    [InlineData("SELECT 1; SELECT 2", "Scripts are not supported: send one statement at a time at [1:11]")]
    public void Translate_UnsupportedDefinition_IsRefused(string sql, string message) =>
        Warehouse.Invoking(w => w.Translate(sql)).Should().Throw<GoogleSqlException>().WithMessage(message);
}
