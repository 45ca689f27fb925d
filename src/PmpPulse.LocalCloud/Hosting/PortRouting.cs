using Microsoft.AspNetCore.Routing.Matching;

namespace PmpPulse.LocalCloud.Hosting;

/// <summary>Says that an endpoint answers on one port only.</summary>
internal sealed record ServedOn(LocalCloudPort Port);

/// <summary>The port that a connection came in by.</summary>
internal sealed record ConnectedTo(LocalCloudPort Port);

/// <summary>Keeps each API's endpoints to its own port; those without <see cref="ServedOn"/> answer on every one.</summary>
internal sealed class PortMatcherPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    // before any other policy: what another port serves must not even be considered
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
    /// <summary>The port a request came in by, or null where the server is not LocalCloud's own.</summary>
    public static LocalCloudPort? Port(this HttpContext context) => context.Features.Get<ConnectedTo>()?.Port;

    /// <summary>Endpoints mapped on the result answer on that port only.</summary>
    public static RouteGroupBuilder MapPort(this IEndpointRouteBuilder routes, LocalCloudPort port) =>
        routes.MapGroup("").WithMetadata(new ServedOn(port));
}
