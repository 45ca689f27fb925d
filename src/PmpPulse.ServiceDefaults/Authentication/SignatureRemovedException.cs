using Microsoft.IdentityModel.Tokens;

namespace PmpPulse.ServiceDefaults.Authentication;

/// <summary>Cloud Run replaced a token's signature, and this service is set to verify signatures itself.</summary>
internal sealed class SignatureRemovedException() : SecurityTokenException("The token's signature was removed by Cloud Run.");
