using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.BigQuery.Resources;

namespace PmpPulse.LocalCloud.BigQuery.Jobs;

/// <summary>Refuses query options that LocalCloud does not support.</summary>
internal static class QueryChecks
{
    public static void Check(QueryJobConfiguration query)
    {
        Unsupported.Refuse(query, "configuration.query");
        Unsupported.Refuse(query.DefaultDataset, "configuration.query.defaultDataset");
        if (string.IsNullOrWhiteSpace(query.Query)) throw BigQueryException.Invalid("Required parameter is missing: query");
        if (query.UseLegacySql is not false)
        {
            throw new BigQueryException(
                400,
                "invalidQuery",
                "LocalCloud does not support legacy SQL, which is the API's default: set useLegacySql to false.",
                "useLegacySql",
                "parameter");
        }

        if (query.Priority?.ToUpperInvariant() is not (null or "" or "INTERACTIVE" or "BATCH"))
        {
            throw BigQueryException.Invalid($"Invalid priority {query.Priority}.", "priority");
        }

        if (query.MaximumBytesBilled < 0) throw BigQueryException.Invalid("maximumBytesBilled must not be negative.", "maximumBytesBilled");
    }

    public static void Check(JobConfiguration configuration)
    {
        if (configuration.Others is { } others && (others.Keys.FirstOrDefault(name => name is "load" or "copy" or "extract")) is { } kind)
        {
            throw BigQueryException.Unsupported($"A {kind} job");
        }

        Unsupported.Refuse(configuration, "configuration");
        if (configuration.Query is null)
        {
            throw BigQueryException.Invalid(
                "Job configuration must contain exactly one job-specific configuration object (e.g., query, load, extract, spark), but there were 0: .");
        }
    }

    public static QueryJobConfiguration ToConfiguration(QueryRequest request)
    {
        Unsupported.Refuse(request, "the request");
        Unsupported.Refuse(request.FormatOptions, "formatOptions");
        return new QueryJobConfiguration
        {
            Query = request.Query,
            UseLegacySql = request.UseLegacySql,
            DefaultDataset = request.DefaultDataset,
            UseQueryCache = request.UseQueryCache,
            MaximumBytesBilled = request.MaximumBytesBilled,
            ParameterMode = request.ParameterMode,
            QueryParameters = request.QueryParameters,
        };
    }
}
