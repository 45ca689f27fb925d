using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Statements;
using PmpPulse.GoogleSql.Testing;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Tests.Execution;

public sealed class DmlTests : IDisposable
{
    private readonly TestWarehouse _warehouse = new();

    public DmlTests()
    {
        _warehouse.AddTable(
            "d",
            "t",
            SqlField.Create("id", "INTEGER", "REQUIRED"),
            SqlField.Create("name", "STRING"),
            SqlField.Create("score", "FLOAT"),
            SqlField.Create("seen", "TIMESTAMP"),
            SqlField.Create("tags", "STRING", "REPEATED"));
        _warehouse.AddTable("d", "s", SqlField.Create("id", "INTEGER"), SqlField.Create("name", "STRING"));
        _warehouse.Change("INSERT INTO d.t (id, name, score, seen, tags) VALUES (1, 'a', 1, '2025-10-18 09:00:00', ['x']), (2, 'b', 2.5, NULL, [])").Should().Be(2);
    }

    private string All => string.Join(" ; ", _warehouse.Query("SELECT id, name, score, seen, tags FROM d.t ORDER BY id"));

    public void Dispose() => _warehouse.Dispose();

    [Fact]
    public void Insert_Literals_AreCoercedToTheColumns() =>
        All.Should().Be("1 | a | 1 | 2025-10-18 09:00:00 | [x] ; 2 | b | 2.5 | NULL | []");

    [Fact]
    public void Insert_ColumnsOmitted_LeavesThemNullOrEmpty()
    {
        _warehouse.Change("INSERT d.t (id) VALUES (3)");
        _warehouse.Change("INSERT INTO d.t (id, name) SELECT id + 10, DEFAULT_NAME FROM (SELECT 4 AS id, 'q' AS default_name)");

        _warehouse.Query("SELECT id, name, score, tags, ARRAY_LENGTH(tags) FROM d.t WHERE id > 2 ORDER BY id").Should().Equal("3 | NULL | NULL | [] | 0", "14 | q | NULL | [] | 0");
    }

    [Fact]
    public void Insert_Default_IsNull()
    {
        _warehouse.Change("INSERT INTO d.t VALUES (5, DEFAULT, DEFAULT, CURRENT_TIMESTAMP(), DEFAULT)");

        _warehouse.Query("SELECT * FROM d.t WHERE id = 5").Should().Equal("5 | NULL | NULL | 2025-10-18 09:09:16 | []");
    }

    [Fact]
    public void Update_WithAlias_ChangesTheMatchingRows()
    {
        _warehouse.Change("UPDATE d.t AS x SET x.name = UPPER(x.name), score = score * 2 WHERE x.id = 2").Should().Be(1);

        All.Should().Be("1 | a | 1 | 2025-10-18 09:00:00 | [x] ; 2 | B | 5 | NULL | []");
    }

    [Fact]
    public void Update_FromAnotherTable_JoinsIt()
    {
        _warehouse.Change("INSERT INTO d.s VALUES (1, 'new')");

        _warehouse.Change("UPDATE d.t SET name = s.name FROM d.s AS s WHERE t.id = s.id").Should().Be(1);

        _warehouse.Query("SELECT name FROM d.t ORDER BY id").Should().Equal("new", "b");
    }

    [Fact]
    public void Update_WhenARowMatchesTwice_Fails()
    {
        _warehouse.Change("INSERT INTO d.s VALUES (1, 'one'), (1, 'two')");

        _warehouse.RuntimeError("UPDATE d.t SET name = s.name FROM d.s AS s WHERE t.id = s.id")
            .Should().Be("UPDATE/MERGE must match at most one source row for each target row");
    }

    [Fact]
    public void Delete_WithASubquery_RemovesTheMatchingRows()
    {
        _warehouse.Change("INSERT INTO d.s VALUES (1, 'one')");

        _warehouse.Change("DELETE FROM d.t WHERE id IN (SELECT id FROM d.s)").Should().Be(1);

        _warehouse.Query("SELECT id FROM d.t").Should().Equal("2");
    }

    [Fact]
    public void Truncate_Always_EmptiesTheTable()
    {
        _warehouse.Change("TRUNCATE TABLE d.t");

        _warehouse.Query("SELECT COUNT(*) FROM d.t").Should().Equal("0");
    }

    [Fact]
    public void Merge_WithEveryKindOfWhen_DoesEach()
    {
        _warehouse.Change("INSERT INTO d.s VALUES (2, 'b2'), (3, 'c'), (4, 'skip')");

        _warehouse.Change(
            """
            MERGE d.t AS target
            USING (SELECT id, name FROM d.s) AS source
            ON target.id = source.id
            WHEN MATCHED AND source.name = 'x' THEN DELETE
            WHEN MATCHED THEN UPDATE SET name = source.name, score = target.score + 1
            WHEN NOT MATCHED AND source.name != 'skip' THEN INSERT (id, name, score) VALUES (source.id, source.name, 7)
            WHEN NOT MATCHED BY SOURCE THEN DELETE
            """).Should().Be(3);

        All.Should().Be("2 | b2 | 3.5 | NULL | [] ; 3 | c | 7 | NULL | []");
    }

    [Fact]
    public void Merge_InsertRow_TakesTheSourcesColumnsInOrder()
    {
        _warehouse.Change("MERGE d.s USING (SELECT 9 AS a, 'z' AS b) AS n ON FALSE WHEN NOT MATCHED THEN INSERT ROW").Should().Be(1);

        _warehouse.Query("SELECT * FROM d.s").Should().Equal("9 | z");
    }

    [Fact]
    public void Merge_WhenARowMatchesTwice_Fails()
    {
        _warehouse.Change("INSERT INTO d.s VALUES (1, 'one'), (1, 'two')");

        _warehouse.RuntimeError("MERGE d.t USING d.s ON t.id = s.id WHEN MATCHED THEN UPDATE SET name = s.name")
            .Should().Be("UPDATE/MERGE must match at most one source row for each target row");
    }

    [Fact]
    public void Merge_WhenOnlyOneOfTwoMatchesActs_Succeeds()
    {
        _warehouse.Change("INSERT INTO d.s VALUES (1, 'one'), (1, 'two')");

        _warehouse.Change("MERGE d.t USING d.s ON t.id = s.id WHEN MATCHED AND s.name = 'two' THEN UPDATE SET name = s.name");

        _warehouse.Query("SELECT name FROM d.t WHERE id = 1").Should().Equal("two");
    }

    [Theory]
    [InlineData("INSERT INTO d.t (id, nope) VALUES (1, 2)", "Column nope is not present in table d.t at [1:22]")]
    [InlineData("INSERT INTO d.t (id) VALUES (1, 2)", "Inserted row has wrong column count; Has 2, expected 1 at [1:29]")]
    [InlineData("INSERT INTO d.t (id) VALUES ('x')", "Value has type STRING which cannot be inserted into column id, which has type INT64 at [1:30]")]
    [InlineData("INSERT INTO d.t (id, id) VALUES (1, 2)", "INSERT has columns with duplicate name: id at [1:22]")]
    [InlineData("INSERT INTO d.t (id) SELECT 'x'", "Value has type STRING which cannot be inserted into column id, which has type INT64 at [1:22]")]
    [InlineData("UPDATE d.t SET id = 1", "Syntax error: UPDATE must have a WHERE clause at [1:22]")]
    [InlineData("DELETE FROM d.t", "Syntax error: DELETE must have a WHERE clause at [1:16]")]
    [InlineData("UPDATE d.t SET id = 1, id = 2 WHERE TRUE", "Update item id assigned more than once at [1:24]")]
    [InlineData("UPDATE d.t SET id = 'x' WHERE TRUE", "Value of type STRING cannot be assigned to id, which has type INT64 at [1:21]")]
    [InlineData("DELETE FROM d.nope WHERE TRUE", "Not found: Table test:d.nope was not found at [1:13]")]
    [InlineData("MERGE d.t USING d.s ON t.id = s.id WHEN MATCHED THEN INSERT ROW", "Syntax error: Expected keyword DELETE or keyword UPDATE but got identifier \"INSERT\" at [1:54]")]
    public void Translate_InvalidChange_IsRefused(string sql, string message) =>
        _warehouse.Invoking(w => w.Translate(sql)).Should().Throw<GoogleSqlException>().WithMessage(message);

    [Theory]
    [InlineData("INSERT INTO d.t (id) VALUES (1)", StatementKind.Insert)]
    [InlineData("UPDATE d.t SET id = 1 WHERE TRUE", StatementKind.Update)]
    [InlineData("DELETE FROM d.t WHERE TRUE", StatementKind.Delete)]
    [InlineData("MERGE d.t USING d.s ON t.id = s.id WHEN MATCHED THEN DELETE", StatementKind.Merge)]
    [InlineData("TRUNCATE TABLE d.t", StatementKind.TruncateTable)]
    public void Translate_Change_NamesItsKindAndTarget(string sql, StatementKind kind)
    {
        var statement = _warehouse.Translate(sql);

        statement.Kind.Should().Be(kind);
        statement.Target.Should().Be(new TableId("test", "d", "t"));
        statement.OutputFields.Should().BeEmpty();
    }
}
