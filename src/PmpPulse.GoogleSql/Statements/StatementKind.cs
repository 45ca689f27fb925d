namespace PmpPulse.GoogleSql.Statements;

/// <summary>The supported statements, named after BigQuery's <c>statementType</c>.</summary>
public enum StatementKind
{
    /// <summary>SELECT: a query.</summary>
    Select,

    /// <summary>INSERT.</summary>
    Insert,

    /// <summary>UPDATE.</summary>
    Update,

    /// <summary>DELETE.</summary>
    Delete,

    /// <summary>MERGE.</summary>
    Merge,

    /// <summary>TRUNCATE_TABLE.</summary>
    TruncateTable,

    /// <summary>CREATE_TABLE.</summary>
    CreateTable,

    /// <summary>CREATE_TABLE_AS_SELECT.</summary>
    CreateTableAsSelect,

    /// <summary>CREATE_VIEW.</summary>
    CreateView,

    /// <summary>DROP_TABLE.</summary>
    DropTable,

    /// <summary>DROP_VIEW.</summary>
    DropView,
}
