using Microsoft.AspNetCore.Routing.Matching;

namespace PmpPulse.LocalCloud.Hosting;

/// <summary>Restricts an endpoint to one port.</summary>
internal sealed record ServedOn(LocalCloudPort Port);

/// <summary>The port on which a connection arrived.</summary>
internal sealed record ConnectedTo(LocalCloudPort Port);

/// <summary>Restricts each API's endpoints to its port. Endpoints without <see cref="ServedOn"/> answer on every port.</summary>
internal sealed class PortMatcherPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    // before all other policies: they must not consider another port's endpoints
    public override int Order => -2000;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<ServedOn>() is not null);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        var connected = httpContext.Port();
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i)
                && candidates[i].Endpoint.Metadata.GetMetadata<ServedOn>() is { } served
                && served.Port != connected)
            {
                candidates.SetValidity(i, false);
            }
        }

        return Task.CompletedTask;
    }
}

internal static class PortRouting
{
    /// <summary>The port on which a request arrived; null if the server is not LocalCloud's own.</summary>
    public static LocalCloudPort? Port(this HttpContext context) => context.Features.Get<ConnectedTo>()?.Port;

    /// <summary>Maps endpoints that answer only on this port.</summary>
    public static RouteGroupBuilder MapPort(this IEndpointRouteBuilder routes, LocalCloudPort port) =>
        routes.MapGroup("").WithMetadata(new ServedOn(port));
}
