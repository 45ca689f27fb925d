using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Testing;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Tests.Binding;

public sealed class CatalogTests : IDisposable
{
    private readonly TestWarehouse _warehouse = new();

    public CatalogTests()
    {
        _warehouse.AddTable("d", "t", SqlField.Create("id", "INTEGER"), SqlField.Create("select", "STRING"), SqlField.Create("tags", "STRING", "REPEATED"));
        _warehouse.AddView("d", "v", "SELECT id, id * 2 AS twice FROM d.t -- the end");
        _warehouse.Change("INSERT INTO d.t (id, `select`) VALUES (1, 'x')");
    }

    public void Dispose() => _warehouse.Dispose();

    [Theory]
    [InlineData("SELECT id FROM d.t")]
    [InlineData("SELECT id FROM `d.t`")]
    [InlineData("SELECT id FROM `d`.`t`")]
    [InlineData("SELECT id FROM `my-project.d.t`")]
    [InlineData("SELECT id FROM `my-project`.d.t")]
    [InlineData("SELECT id FROM my-project.d.t")]
    [InlineData("SELECT t.id FROM d.t")]
    [InlineData("SELECT T.ID FROM d.t;")]
    public void Translate_TableNameInAnyForm_FindsIt(string sql) => _warehouse.Query(sql).Should().Equal("1");

    [Fact]
    public void Translate_ProjectInTheName_IsPassedToTheCatalog() =>
        _warehouse.Translate("SELECT id FROM `my-project.d.t`").ReferencedTables.Should().Equal(new TableId("my-project", "d", "t"));

    [Fact]
    public void Translate_DefaultDataset_CompletesBareNames()
    {
        _warehouse.Options = _warehouse.Options with { DefaultDataset = "d" };

        _warehouse.Query("SELECT id FROM t JOIN v USING (id)").Should().Equal("1");
    }

    [Fact]
    public void Translate_View_IsExpandedAndItsTablesAreReferenced()
    {
        _warehouse.Query("SELECT a.twice, b.id FROM d.v AS a JOIN d.v AS b ON a.id = b.id").Should().Equal("2 | 1");
        _warehouse.Translate("SELECT * FROM d.v").ReferencedTables.Should().Equal(new TableId("test", "d", "t"));
    }

    [Fact]
    public void Translate_ReservedColumnName_IsQuoted() => _warehouse.Query("SELECT `select`, tags FROM d.t").Should().Equal("x | []");

    [Fact]
    public void Translate_ViewThatReadsItself_IsRefused()
    {
        _warehouse.AddView("d", "loop", "SELECT * FROM d.loop");

        _warehouse.Invoking(w => w.Translate("SELECT * FROM d.loop")).Should().Throw<GoogleSqlException>().WithMessage("*nested too deeply, or reads itself*");
    }

    [Fact]
    public void Translate_ExponentialViews_AreRefusedInTime()
    {
        _warehouse.AddView("d", "v0", "SELECT 1 AS x");
        for (var i = 1; i <= 15; i++)
        {
            _warehouse.AddView("d", $"v{i}", string.Join(" UNION ALL ", Enumerable.Repeat($"SELECT x FROM d.v{i - 1}", 4)));
        }

        _warehouse.Invoking(w => w.Translate("SELECT * FROM d.v15")).Should().Throw<GoogleSqlException>().WithMessage("Resources exceeded*");
    }

    [Fact]
    public void Translate_Query_AnnouncesNamesTypesAndModes()
    {
        var fields = _warehouse.Translate(
            "SELECT id, 1.5, tags AS labels, STRUCT(1 AS a, [TRUE] AS b) AS s, [STRUCT(DATE '2020-01-01' AS d)] AS r, id > 0 AS flag FROM d.t").OutputFields;

        fields.Select(f => $"{f.Name} {f.RestTypeName} {f.Mode}").Should().Equal(
            "id INTEGER Nullable", "f1_ FLOAT Nullable", "labels STRING Repeated", "s RECORD Nullable", "r RECORD Repeated", "flag BOOLEAN Nullable");
        fields[3].Fields.Select(f => $"{f.Name} {f.RestTypeName} {f.Mode}").Should().Equal("a INTEGER Nullable", "b BOOLEAN Repeated");
        fields[4].Fields.Select(f => $"{f.Name} {f.RestTypeName} {f.Mode}").Should().Equal("d DATE Nullable");
    }
}
