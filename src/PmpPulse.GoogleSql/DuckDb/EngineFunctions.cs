namespace PmpPulse.GoogleSql.DuckDb;

/// <summary>
/// Functions that a translated statement calls and DuckDB does not have: whoever runs the statement registers them. They count what
/// functions allocate for a block of up to 2,048 rows, which DuckDB's own memory_limit leaves out, and fail a block that would take too
/// much. Each returns its value unchanged. NULLs count nothing.
/// </summary>
public static class EngineFunctions
{
    /// <summary>
    /// <c>pmp_claim_memory(function VARCHAR, value T, factor BIGINT, cap BIGINT, added BIGINT) → T</c>, before an allocation: each row is
    /// about to take <c>min(size(value) * factor, cap) + added</c> bytes; a cap of NULL or 0 is no cap. T is VARCHAR, BLOB, BIGINT, DOUBLE,
    /// TIMESTAMP, VARCHAR[], or a list of a type of fixed size. The size of a text or blob is its length, that of a list 16 bytes for each
    /// element, any other 0.
    /// </summary>
    public const string ClaimMemory = "pmp_claim_memory";

    /// <summary>
    /// <c>pmp_check_result(function VARCHAR, claimed BOOLEAN, value T) → T</c>, after an allocation: each row has just taken the size of
    /// its value, and a text or blob may not be larger than <see cref="MaxValue"/>. Where <c>claimed</c> is true, the memory was counted
    /// before the allocation, and only the size is checked. T is VARCHAR, BLOB, or a list of a type of fixed size.
    /// </summary>
    public const string CheckResult = "pmp_check_result";

    /// <summary>
    /// <c>pmp_limit_steps(function VARCHAR, value VARCHAR, factor BIGINT, row BIGINT, block BIGINT) → VARCHAR</c>, before work that can't be
    /// interrupted: each row takes <c>size(value) * factor</c> steps, of which one row and one block may take so many.
    /// </summary>
    public const string LimitSteps = "pmp_limit_steps";

    /// <summary>The most bytes of one value that a function makes: BigQuery's limit of a row that is streamed in.</summary>
    public const int MaxValue = 10 * 1024 * 1024;
}
