namespace PmpPulse.GoogleSql.DuckDb;

/// <summary>
/// Functions that translated statements call and DuckDB lacks; whoever runs the statement registers them. They account for what functions
/// allocate for a block of up to 2,048 rows, which DuckDB's memory_limit ignores, and fail a block that would take too much. Each returns
/// its value unchanged. NULLs count as zero.
/// </summary>
public static class EngineFunctions
{
    /// <summary>
    /// <c>pmp_claim_memory(function VARCHAR, value T, factor BIGINT, cap BIGINT, added BIGINT) → T</c>, called before an allocation: each
    /// row is about to take <c>min(size(value) * factor, cap) + added</c> bytes. A cap of NULL or 0 means no cap. T is VARCHAR, BLOB,
    /// BIGINT, DOUBLE, TIMESTAMP, VARCHAR[], or a list of a fixed-size type. The size of a string or blob is its length, that of a list 16
    /// bytes per element, that of anything else 0.
    /// </summary>
    public const string ClaimMemory = "pmp_claim_memory";

    /// <summary>
    /// <c>pmp_check_result(function VARCHAR, claimed BOOLEAN, value T) → T</c>, called after an allocation: each row has just taken the
    /// size of its value. A string or blob may not exceed <see cref="MaxValue"/>. If <c>claimed</c> is true, the memory was counted
    /// before the allocation and only the size is checked. T is VARCHAR, BLOB, or a list of a fixed-size type.
    /// </summary>
    public const string CheckResult = "pmp_check_result";

    /// <summary>
    /// <c>pmp_limit_steps(function VARCHAR, value VARCHAR, factor BIGINT, row BIGINT, block BIGINT) → VARCHAR</c>, called before work that
    /// can't be interrupted: each row takes <c>size(value) * factor</c> steps, limited per row and per block.
    /// </summary>
    public const string LimitSteps = "pmp_limit_steps";

    /// <summary>
    /// <c>pmp_document(value JSON) → JSON</c>: the JSON that a stored value stands for; see <c>TableRelation.HasDocuments</c>.
    /// </summary>
    public const string Document = "pmp_document";

    /// <summary><c>pmp_geography_point(longitude DOUBLE, latitude DOUBLE) → VARCHAR</c>: a GEOGRAPHY, which is the text of its GeoJSON.</summary>
    public const string GeographyPoint = "pmp_geography_point";

    /// <summary><c>pmp_geography(geojson VARCHAR) → VARCHAR</c>: the same text; fails if it is no geometry.</summary>
    public const string Geography = "pmp_geography";

    /// <summary><c>pmp_geography_contains(container VARCHAR, point VARCHAR) → BOOLEAN</c>.</summary>
    public const string GeographyContains = "pmp_geography_contains";

    /// <summary>The maximum size in bytes of a value that a function returns: BigQuery's limit on a streamed row.</summary>
    public const int MaxValue = 10 * 1024 * 1024;
}
