using System.Net;

namespace PmpPulse.GoogleCloud;

/// <summary>A Google REST API refused a request, or the answer was not from a Google API.</summary>
public sealed class GoogleApiException : Exception
{
    public GoogleApiException(HttpStatusCode statusCode, string? reason, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        StatusCode = statusCode;
        Reason = reason;
    }

    /// <summary>HTTP status of the answer; of a query that failed as a job, the status its reason stands for.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>
    /// The first error's reason, such as <c>notFound</c>, <c>duplicate</c>, <c>invalidQuery</c>; null when the answer had none.
    /// </summary>
    public string? Reason { get; }

    /// <summary>Method, host and path of the request; null if no single request failed.</summary>
    public string? Call { get; init; }

    /// <summary>Google's name of the status, such as <c>PERMISSION_DENIED</c>; null when the answer had none.</summary>
    public string? Status { get; init; }

    /// <summary>Why, for programs; null when the answer did not say.</summary>
    public GoogleErrorInfo? Info { get; init; }

    /// <summary>How long the answer asked to wait before the next try (<c>Retry-After</c>); null when it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The answer was not from a Google API: a proxy's page, an empty or broken body, a redirect.</summary>
    public bool IsForeign { get; init; }

    /// <summary>The setting that sent the request elsewhere than to Google; null if none did.</summary>
    public string? EmulatorKey { get; init; }

    /// <summary>The resource does not exist.</summary>
    public bool IsNotFound => StatusCode == HttpStatusCode.NotFound && !IsForeign;

    /// <summary>The resource exists already.</summary>
    public bool IsConflict => StatusCode == HttpStatusCode.Conflict;

    /// <summary>An <c>If-Match</c> did not hold: somebody else changed the resource.</summary>
    public bool IsPreconditionFailed => StatusCode == HttpStatusCode.PreconditionFailed;
}
