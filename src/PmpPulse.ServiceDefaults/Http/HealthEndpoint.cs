using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PmpPulse.ServiceDefaults.Http;

/// <summary><c>GET /healthz</c>: the process listens and answers. It calls no other service, whose failure must not restart it.</summary>
public static class HealthEndpoint
{
    public const string Path = "/healthz";

    public static IEndpointConventionBuilder MapHealth(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, () => TypedResults.Text("""{"status":"ok"}""", "application/json")).AllowAnonymous();
}
