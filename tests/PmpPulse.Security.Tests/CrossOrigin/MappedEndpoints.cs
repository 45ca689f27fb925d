using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace PmpPulse.Security.Tests.CrossOrigin;

/// <summary>Reads a server's endpoints from the server itself, so that later additions are covered too.</summary>
internal static class MappedEndpoints
{
    /// <param name="application">A started server.</param>
    /// <param name="ports">The ports an endpoint is served on.</param>
    public static IReadOnlyList<Endpoint> Of(WebApplication application, Func<RouteEndpoint, IEnumerable<int>> ports) =>
    [
        .. from endpoint in application.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { HttpMethods: { Count: > 0 } methods } ? methods : ["GET", "POST"]
           from port in ports(endpoint)
           select new Endpoint(method, Path(endpoint.RoutePattern), port),
    ];

    private static string Path(RoutePattern pattern) =>
        "/" + string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            _ => "x",
        }))));
}
