using System.Globalization;
using System.Text.Json;
using PmpPulse.Contracts;

namespace PmpPulse.Warehouse;

/// <summary>A statement of <c>infra/bigquery/refreshes</c>, which fills a table of <c>pmp_marts</c>.</summary>
/// <param name="Table">The table.</param>
/// <param name="Statement">One GoogleSQL MERGE; running it again changes nothing.</param>
/// <param name="Schedule">When Scheduler runs it.</param>
public sealed record Refresh(TableName Table, string Statement, RefreshSchedule Schedule)
{
    // BigQuery answers after 200 s at most, whether the statement is done or not; a run takes seconds
    private const int TimeoutMs = 180_000;

    /// <summary>Parameters of a statement that computes a range of time: NULL is the range of the scheduled run.</summary>
    public static readonly IReadOnlyList<string> RangeParameters = ["from_ts", "to_ts"];

    /// <summary>Whether it takes <see cref="RangeParameters"/>.</summary>
    public bool IsOfRange => Statement.Contains("@from_ts", StringComparison.Ordinal);

    /// <summary>BigQuery refuses a run that would be billed for more bytes.</summary>
    public long MaximumBytesBilled => Schedule.MaximumGibBilled * (1L << 30);

    /// <summary>What Scheduler posts to BigQuery's <c>jobs.query</c>; infra/terraform/refreshes.tf has the same.</summary>
    public byte[] JobBody()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("query", Statement);
            json.WriteBoolean("useLegacySql", false);
            json.WriteString("maximumBytesBilled", MaximumBytesBilled.ToString(CultureInfo.InvariantCulture));
            json.WriteNumber("timeoutMs", TimeoutMs);
            json.WriteString("parameterMode", "NAMED");
            json.WriteStartArray("queryParameters");
            foreach (var name in IsOfRange ? RangeParameters : [])
            {
                json.WriteRawValue($$$"""{"name":"{{{name}}}","parameterType":{"type":"TIMESTAMP"},"parameterValue":{"value":null}}""");
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
