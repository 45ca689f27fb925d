namespace PmpPulse.ServiceDefaults;

/// <summary>The issuer's discovery document or keys can't be had, so that no token can be judged.</summary>
internal sealed class OidcMetadataException(Exception inner) : Exception("The OpenID metadata can't be fetched.", inner);
