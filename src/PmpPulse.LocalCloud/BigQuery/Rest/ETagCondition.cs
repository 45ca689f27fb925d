using PmpPulse.LocalCloud.BigQuery.Errors;

namespace PmpPulse.LocalCloud.BigQuery.Rest;

/// <summary>The If-Match header of a change: absent, <c>*</c>, or a list of ETags that must include the resource's.</summary>
internal readonly record struct ETagCondition(IReadOnlyList<string> Expected)
{
    public static ETagCondition Of(HttpRequest request)
    {
        var values = request.Headers.IfMatch.ToString();
        return new ETagCondition([.. values
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(value => value.StartsWith("W/", StringComparison.Ordinal) ? value[2..] : value)
            .Select(value => value.Trim('"'))]);
    }

    /// <exception cref="BigQueryException">412: the resource has changed.</exception>
    public void Check(string etag)
    {
        if (Expected.Count > 0 && !Expected.Contains("*") && !Expected.Contains(etag)) throw BigQueryException.ConditionNotMet();
    }
}
