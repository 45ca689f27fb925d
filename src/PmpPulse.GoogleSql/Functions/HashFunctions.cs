using PmpPulse.GoogleSql.DuckDb;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// <see href="https://cloud.google.com/bigquery/docs/reference/standard-sql/hash_functions">Hash functions</see>, without FARM_FINGERPRINT:
/// DuckDB has no FarmHash.
/// </summary>
internal static class HashFunctions
{
    public static void Declare(FunctionTable table)
    {
        foreach (var (name, function) in (ReadOnlySpan<(string, Sql)>)[("MD5", $"md5"), ("SHA1", $"sha1"), ("SHA256", $"sha256")])
        {
            table.Scalar($"{name}(STRING) -> BYTES", $"unhex({function}({A}))");
            table.Scalar($"{name}(BYTES) -> BYTES", $"unhex({function}({A}))");
        }
    }
}
