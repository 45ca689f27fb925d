using System.Text.Json.Serialization;

namespace PmpPulse.LocalCloud.Hosting;

/// <summary>The parts of an OpenID Connect Discovery 1.0 document that a verifier reads.</summary>
internal sealed record OpenIdConfiguration(
    [property: JsonPropertyName("issuer")] string Issuer,
    [property: JsonPropertyName("jwks_uri")] string KeySetAddress,
    [property: JsonPropertyName("response_types_supported")] IReadOnlyList<string> ResponseTypes,
    [property: JsonPropertyName("subject_types_supported")] IReadOnlyList<string> SubjectTypes,
    [property: JsonPropertyName("id_token_signing_alg_values_supported")] IReadOnlyList<string> Algorithms,
    [property: JsonPropertyName("claims_supported")] IReadOnlyList<string> Claims);

/// <summary>A JSON Web Key Set (RFC 7517).</summary>
internal sealed record JsonWebKeySet([property: JsonPropertyName("keys")] IReadOnlyList<JsonWebKey> Keys);

internal sealed record JsonWebKey(
    [property: JsonPropertyName("kty")] string Type,
    [property: JsonPropertyName("use")] string Use,
    [property: JsonPropertyName("alg")] string Algorithm,
    [property: JsonPropertyName("kid")] string Id,
    [property: JsonPropertyName("n")] string Modulus,
    [property: JsonPropertyName("e")] string Exponent);

internal sealed record TokenHeader(
    [property: JsonPropertyName("alg")] string Algorithm,
    [property: JsonPropertyName("kid")] string KeyId,
    [property: JsonPropertyName("typ")] string Type);

/// <summary>The claims of a Google service account's identity token.</summary>
internal sealed record TokenClaims(
    [property: JsonPropertyName("aud")] string Audience,
    [property: JsonPropertyName("azp")] string AuthorizedParty,
    [property: JsonPropertyName("email")] string Email,
    [property: JsonPropertyName("email_verified")] bool EmailVerified,
    [property: JsonPropertyName("exp")] long Expires,
    [property: JsonPropertyName("iat")] long IssuedAt,
    [property: JsonPropertyName("iss")] string Issuer,
    [property: JsonPropertyName("sub")] string Subject);
