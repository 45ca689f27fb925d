using PmpPulse.LocalCloud.Hosting;

namespace PmpPulse.LocalCloud.BigQuery.Errors;

/// <summary>An error with BigQuery's codes and reasons: https://cloud.google.com/bigquery/docs/error-messages.</summary>
internal sealed class BigQueryException(int code, string reason, string message, string? location = null, string? locationType = null)
    : Exception(message), IStatusException
{
    /// <summary>HTTP status.</summary>
    public int Code { get; } = code;

    public string Reason { get; } = reason;

    /// <summary>Whether it is certain that nothing was changed.</summary>
    public bool NotTried { get; init; }

    public string? Location { get; } = location;

    public string? LocationType { get; } = locationType;

    /// <summary>The <c>status</c> for the code in Google's error body.</summary>
    public string Status => Code switch
    {
        400 => "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        409 => "ALREADY_EXISTS",
        412 => "FAILED_PRECONDITION",
        413 or 415 => "INVALID_ARGUMENT",
        429 => "RESOURCE_EXHAUSTED",
        499 => "CANCELLED",
        501 => "UNIMPLEMENTED",
        503 => "UNAVAILABLE",
        _ => "INTERNAL",
    };

    public static BigQueryException Invalid(string message, string? location = null) =>
        new(400, "invalid", message, location, location is null ? null : "parameter");

    public static BigQueryException InvalidQuery(string message) => new(400, "invalidQuery", message, "q", "parameter");

    public static BigQueryException NotFound(string what) => new(404, "notFound", $"Not found: {what}");

    public static BigQueryException Duplicate(string what) => new(409, "duplicate", $"Already Exists: {what}");

    public static BigQueryException ConditionNotMet() =>
        new(412, "conditionNotMet", "Precondition check failed.", "If-Match", "header");

    /// <summary>The database can't be used now, and nothing was done. A retry may succeed.</summary>
    public static BigQueryException NotTriedYet() =>
        new(503, "backendError", "The data can't be reached right now. Please try again.") { NotTried = true };

    /// <summary>The disk failed. The write may or may not be stored. A retry may succeed.</summary>
    public static BigQueryException Unavailable() => new(503, "backendError", "The data can't be reached right now. Please try again.");

    /// <summary>A cancelled statement is still running, and its transaction conflicts with this one. Nothing was done.</summary>
    public static BigQueryException StillHeld() =>
        new(
            503,
            "backendError",
            "A cancelled statement is still running and conflicts with this one. Please try again.")
        { NotTried = true };

    public static BigQueryException ReadTimedOut(TimeSpan limit) => new(
        503,
        "backendError",
        FormattableString.Invariant(
            $"The read took longer than {limit.TotalSeconds} s and was stopped. Request fewer rows, or run a query."));

    /// <summary>Too many given-up statements are still running to start a query.</summary>
    public static BigQueryException TooManyGivenUp(int count) => new(
        503,
        "backendError",
        $"{count} cancelled statements have not stopped, and LocalCloud accepts no queries until one does. A restart ends them.");

    /// <summary>A Google feature that LocalCloud lacks.</summary>
    public static BigQueryException Unsupported(string what) => new(501, "notImplemented", $"{what} is not supported by LocalCloud.");
}
