using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace PmpPulse.ServiceDefaults.Authentication;

/// <summary>
/// A token whose signature Cloud Run verified, and then replaced so that nobody can send the token on
/// (<see href="https://cloud.google.com/run/docs/authenticating/service-to-service">SIGNATURE_REMOVED_BY_GOOGLE</see>). Everything else of
/// it is verified here.
/// </summary>
internal static class PlatformToken
{
    private const string Removed = ".SIGNATURE_REMOVED_BY_GOOGLE";

    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    public static bool Is(string token) => token.EndsWith(Removed, StringComparison.Ordinal);

    /// <summary>Verifies issuer, audience, times and algorithm.</summary>
    /// <exception cref="SecurityTokenException">One of them is wrong.</exception>
    public static async Task<ClaimsPrincipal> VerifyAsync(string token, JwtBearerOptions options, CancellationToken cancellationToken)
    {
        var parameters = options.TokenValidationParameters.Clone();
        parameters.SignatureValidator = (text, _) => Read(text);
        if (parameters.ValidIssuers is null) parameters.ValidIssuer = (await options.ConfigurationManager!.GetConfigurationAsync(cancellationToken)).Issuer;
        var result = await Handler.ValidateTokenAsync(token, parameters);
        return result.IsValid ? new ClaimsPrincipal(result.ClaimsIdentity) : throw result.Exception;
    }

    private static JsonWebToken Read(string text)
    {
        var token = new JsonWebToken(text);
        return token.Alg == SecurityAlgorithms.RsaSha256 ? token : throw new SecurityTokenInvalidAlgorithmException("not RS256");
    }
}
