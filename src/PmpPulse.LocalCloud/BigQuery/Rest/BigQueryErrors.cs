using PmpPulse.LocalCloud.BigQuery.Resources;

namespace PmpPulse.LocalCloud.BigQuery.Rest;

/// <summary>Answers refusals in BigQuery's shape, which has more in it than other Google APIs' errors.</summary>
internal static class BigQueryErrors
{
    public static async ValueTask<object?> FilterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (BigQueryException e)
        {
            return Results.Json(Body(e), BigQueryJson.Default.ErrorBody, "application/json; charset=UTF-8", e.Code);
        }
    }

    public static ErrorBody Body(BigQueryException error) => new(
        new ErrorDetail(error.Code, error.Message, [Proto(error)], error.Status));

    public static ErrorProto Proto(BigQueryException error) =>
        new(error.Message, "global", error.Reason, error.Location, error.LocationType);
}
