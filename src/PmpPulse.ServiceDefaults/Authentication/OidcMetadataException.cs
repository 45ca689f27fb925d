namespace PmpPulse.ServiceDefaults.Authentication;

/// <summary>The issuer's discovery document or keys can't be fetched, so that no token can be verified.</summary>
internal sealed class OidcMetadataException(Exception inner) : Exception("The OpenID metadata can't be fetched.", inner);
