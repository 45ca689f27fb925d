using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace PmpPulse.Dashboard.Answers;

/// <summary>Sends an answer, or 304 to a client that has it.</summary>
internal static class AnswerWriter
{
    /// <param name="context">The request.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="maxAge">How long it can't change; zero makes clients ask each time, which costs them a 304.</param>
    public static async Task WriteAsync(HttpContext context, Answer answer, TimeSpan maxAge)
    {
        var headers = context.Response.Headers;
        headers.ETag = answer.ETag;
        headers.CacheControl = maxAge > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $"public, max-age={Math.Ceiling(maxAge.TotalSeconds):0}")
            : "no-cache";
        headers.Vary = HeaderNames.AcceptEncoding;
        if (Has(context.Request, answer))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var encoding = answer.Encoding(context.Request.Headers.AcceptEncoding);
        var body = answer.Body(encoding);
        if (encoding is not null) headers.ContentEncoding = encoding;
        context.Response.ContentType = answer.ContentType;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static bool Has(HttpRequest request, Answer answer) => request.Headers.IfNoneMatch.Any(value =>
        value is not null && value.Split(',').Select(tag => tag.Trim()).Any(tag => tag == "*" || tag == answer.ETag || "W/" + tag == answer.ETag));
}
