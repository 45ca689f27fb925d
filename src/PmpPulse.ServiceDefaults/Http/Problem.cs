using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace PmpPulse.ServiceDefaults.Http;

/// <summary>Why a request is not served.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Reason">Our own stable name of the error, such as <c>token_expired</c>; for machines.</param>
/// <param name="Detail">A sentence for people.</param>
public sealed record Problem(int Status, string Reason, string Detail)
{
    /// <summary>
    /// The answer as <see href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</see> has it, with the reason as an additional member.
    /// </summary>
    public ProblemHttpResult ToResult() => TypedResults.Problem(
        Detail, statusCode: Status, title: ReasonPhrases.GetReasonPhrase(Status), type: "about:blank", extensions: new Dictionary<string, object?> { ["reason"] = Reason });
}
