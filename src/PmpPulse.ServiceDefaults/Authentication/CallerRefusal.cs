using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;
using PmpPulse.ServiceDefaults.Http;

namespace PmpPulse.ServiceDefaults.Authentication;

/// <summary>Why a caller is refused: 401 if the token proves nothing, 403 if it proves an identity that may not call.</summary>
internal static class CallerRefusal
{
    /// <param name="failure">What token validation threw; null if there was no token at all.</param>
    public static Problem Unauthorized(Exception? failure) => failure switch
    {
        null => Unauthorized("token_missing", "Send an OIDC token: Authorization: Bearer <token>."),
        SignatureRemovedException => Unauthorized("signature_removed",
            "Cloud Run verified the token and replaced its signature, which is to be verified here: set OIDC_SIGNATURE=platform."),
        OidcMetadataException => new Problem(StatusCodes.Status503ServiceUnavailable, "issuer_unavailable",
            "The token can't be verified now: its issuer's keys can't be fetched."),
        SecurityTokenExpiredException => Unauthorized("token_expired", "The token is expired."),
        SecurityTokenNotYetValidException => Unauthorized("token_not_yet_valid", "The token is not valid yet."),
        SecurityTokenNoExpirationException => Unauthorized("token_without_expiry", "The token has no expiry."),
        SecurityTokenInvalidAudienceException => Unauthorized("wrong_audience", "The token is made out to another service."),
        SecurityTokenInvalidIssuerException => Unauthorized("wrong_issuer", "The token's issuer is not the one trusted here."),
        SecurityTokenInvalidAlgorithmException => Unauthorized("wrong_algorithm", "The token's signature must be RS256."),
        SecurityTokenInvalidSignatureException or SecurityTokenSignatureKeyNotFoundException =>
            Unauthorized("wrong_signature", "The token is not signed by the trusted issuer."),
        MalformedTokenException malformed => Unauthorized("token_invalid", malformed.Message),
        _ => Unauthorized("token_invalid", "The bearer token can't be read."),
    };

    public static Problem Forbidden(string? email, bool verified) => email is null || !verified
        ? new Problem(StatusCodes.Status403Forbidden, "email_not_verified", "The token carries no verified e-mail address.")
        : new Problem(StatusCodes.Status403Forbidden, "wrong_caller", $"{email} may not call this service.");

    private static Problem Unauthorized(string reason, string detail) => new(StatusCodes.Status401Unauthorized, reason, detail);
}
