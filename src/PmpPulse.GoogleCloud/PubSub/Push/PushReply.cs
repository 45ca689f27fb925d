using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace PmpPulse.GoogleCloud.PubSub.Push;

/// <summary>A service's reply to a delivery: any success status acknowledges it, any other has it redelivered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Reason">Our own stable name of why it is not acknowledged, for machines.</param>
/// <param name="Detail">The same for people.</param>
public sealed record PushReply(int Status, string Reason = "", string Detail = "")
{
    /// <summary>204: the work is done and durable.</summary>
    public static PushReply Acknowledged { get; } = new(StatusCodes.Status204NoContent);

    /// <summary>Whether the delivery is acknowledged.</summary>
    public bool IsAcknowledged => Status == StatusCodes.Status204NoContent;

    /// <summary>503: it is not durable yet.</summary>
    public static PushReply NotYet(string reason, string detail) => new(StatusCodes.Status503ServiceUnavailable, reason, detail);

    /// <summary>429: a quota is used up.</summary>
    public static PushReply Exhausted(string reason, string detail) => new(StatusCodes.Status429TooManyRequests, reason, detail);

    /// <summary>500: refused deliberately.</summary>
    public static PushReply Failed(string reason, string detail) => new(StatusCodes.Status500InternalServerError, reason, detail);

    internal IResult ToResult() => IsAcknowledged ? TypedResults.NoContent() : Problem(Status, Reason, Detail);

    internal static IResult Problem(int status, string reason, string detail) => TypedResults.Problem(
        detail, statusCode: status, title: ReasonPhrases.GetReasonPhrase(status), type: "about:blank", extensions: new Dictionary<string, object?> { ["reason"] = reason });
}
