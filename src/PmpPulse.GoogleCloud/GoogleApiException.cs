using System.Net;

namespace PmpPulse.GoogleCloud;

/// <summary>A Google REST API refused a request.</summary>
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

    /// <summary>The first error's reason, such as <c>notFound</c>, <c>duplicate</c>, <c>invalidQuery</c>; null when the answer had none.</summary>
    public string? Reason { get; }

    /// <summary>The resource does not exist.</summary>
    public bool IsNotFound => StatusCode == HttpStatusCode.NotFound;

    /// <summary>The resource exists already.</summary>
    public bool IsConflict => StatusCode == HttpStatusCode.Conflict;

    /// <summary>An <c>If-Match</c> did not hold: somebody else changed the resource.</summary>
    public bool IsPreconditionFailed => StatusCode == HttpStatusCode.PreconditionFailed;
}
