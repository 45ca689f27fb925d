using Microsoft.AspNetCore.Http.HttpResults;

namespace PmpPulse.LocalCloud.Hosting;

/// <summary>The documents that a verifier of LocalCloud's tokens reads, served on every port.</summary>
internal static class OidcEndpoints
{
    private const string KeySetPath = "/oauth2/v3/certs";

    private static readonly string[] Claims = ["aud", "azp", "email", "email_verified", "exp", "iat", "iss", "sub"];

    public static void MapOidc(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/.well-known/openid-configuration", Discovery);
        routes.MapGet(KeySetPath, KeySet);
    }

    private static JsonHttpResult<OpenIdConfiguration> Discovery(HttpRequest request) =>
        TypedResults.Json(
            // the host name that the caller used, which may be a container's; never the request's scheme (see Http2Preface)
            new OpenIdConfiguration(OidcSigner.Issuer, $"http://{request.Host}{KeySetPath}", ["id_token"], ["public"], ["RS256"], Claims),
            LocalCloudJson.Default.OpenIdConfiguration);

    private static JsonHttpResult<JsonWebKeySet> KeySet(OidcSigner signer) =>
        TypedResults.Json(signer.KeySet(), LocalCloudJson.Default.JsonWebKeySet);
}
