namespace PmpPulse.GoogleSql.DuckDb;

/// <summary>
/// What a translated statement calls that DuckDB does not have: whoever runs it registers these functions. They count what functions
/// allocate for a block of up to 2,048 rows, which DuckDB's own memory_limit leaves out, and refuse a block that would take too much.
/// Each answers its value as it is; NULLs count nothing.
/// </summary>
public static class EngineFunctions
{
    /// <summary>
    /// <c>pmp_room(function VARCHAR, value T, factor BIGINT, cap BIGINT, added BIGINT) → T</c> stands before an allocation: each row is
    /// about to take <c>min(size(value) * factor, cap) + added</c> bytes; without a cap it is NULL or 0. T is VARCHAR, BLOB, BIGINT, DOUBLE, TIMESTAMP,
    /// VARCHAR[], or a list of a type of fixed size; the size is that of the text or blob, 16 bytes for each element of a list, and otherwise 0.
    /// </summary>
    public const string Room = "pmp_room";

    /// <summary>
    /// <c>pmp_result(function VARCHAR, claimed BOOLEAN, value T) → T</c> stands behind an allocation: each row has just taken the size of its
    /// value, and no text or blob may be larger than <see cref="LargestValue"/>. Where it is claimed, that was done before the allocation. T is VARCHAR, BLOB, or a list of a type of fixed size.
    /// </summary>
    public const string Result = "pmp_result";

    /// <summary>
    /// <c>pmp_effort(function VARCHAR, value VARCHAR, factor BIGINT, row BIGINT, block BIGINT) → VARCHAR</c> stands before work that nobody can
    /// interrupt: each row takes <c>size(value) * factor</c> steps, of which there may be so many in a row and in a block.
    /// </summary>
    public const string Effort = "pmp_effort";

    /// <summary>The most bytes of one value that a function makes: BigQuery's limit of a row that is streamed in.</summary>
    public const int LargestValue = 10 * 1024 * 1024;
}
