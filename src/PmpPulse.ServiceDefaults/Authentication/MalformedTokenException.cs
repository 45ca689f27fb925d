using Microsoft.IdentityModel.Tokens;

namespace PmpPulse.ServiceDefaults;

/// <summary>Credentials that are refused before any signature is looked at; the message says why and repeats nothing of them.</summary>
internal sealed class MalformedTokenException(string message, Exception? inner = null) : SecurityTokenMalformedException(message, inner);
