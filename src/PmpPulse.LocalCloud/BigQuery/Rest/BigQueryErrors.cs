using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.BigQuery.Resources;
using PmpPulse.LocalCloud.Disk;

namespace PmpPulse.LocalCloud.BigQuery.Rest;

/// <summary>Answers errors in BigQuery's format, which has more fields than that of other Google APIs.</summary>
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
            var disk = context.HttpContext.RequestServices.GetRequiredService<DiskWatch>().Report;
            return Results.Json(
                Body(e.Code == 503 && disk.Full ? new BigQueryException(e.Code, e.Reason, $"{disk}.") : e),
                BigQueryJson.Default.ErrorBody,
                "application/json; charset=UTF-8",
                e.Code);
        }
    }

    public static ErrorBody Body(BigQueryException error) => new(
        new ErrorDetail(error.Code, error.Message, [Proto(error)], error.Status));

    public static ErrorProto Proto(BigQueryException error) =>
        new(error.Message, "global", error.Reason, error.Location, error.LocationType);
}
