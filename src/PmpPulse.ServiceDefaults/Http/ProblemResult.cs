using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace PmpPulse.ServiceDefaults;

/// <summary>Answers a <see cref="Problem"/> as <c>application/problem+json</c>.</summary>
public sealed class ProblemResult(Problem problem) : IResult
{
    public ProblemResult(int status, string reason, string detail)
        : this(new Problem(status, reason, detail))
    {
    }

    public Problem Problem { get; } = problem;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        httpContext.Response.StatusCode = Problem.Status;
        httpContext.Response.ContentType = "application/problem+json";
        await JsonSerializer.SerializeAsync(
            httpContext.Response.Body, Problem, ServiceDefaultsJson.Default.Problem, httpContext.RequestAborted);
    }
}
