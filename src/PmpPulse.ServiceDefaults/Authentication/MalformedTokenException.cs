using Microsoft.IdentityModel.Tokens;

namespace PmpPulse.ServiceDefaults.Authentication;

/// <summary>Credentials that are refused before any signature is checked; the message says why and quotes nothing of them.</summary>
internal sealed class MalformedTokenException(string message, Exception? inner = null) : SecurityTokenMalformedException(message, inner);
