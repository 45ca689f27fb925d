using Microsoft.AspNetCore.Http;
using PmpPulse.ServiceDefaults.Http;

namespace PmpPulse.ServiceDefaults.CrossOrigin;

/// <summary>How a server words the refusal of a request that never reaches an endpoint.</summary>
public interface IRefusalAnswer
{
    Task WriteAsync(HttpContext context, Problem problem);
}

/// <summary>As RFC 9457 has it.</summary>
internal sealed class ProblemAnswer : IRefusalAnswer
{
    public Task WriteAsync(HttpContext context, Problem problem) => problem.ToResult().ExecuteAsync(context);
}
