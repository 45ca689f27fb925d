using Microsoft.Extensions.Primitives;

namespace PmpPulse.ServiceDefaults.Authentication;

/// <summary>
/// Reads the token from <c>Authorization</c>: <c>"Bearer" 1*SP b64token</c>
/// (<see href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750</see>), the scheme in any case
/// (<see href="https://www.rfc-editor.org/rfc/rfc9110#section-11.1">RFC 9110</see>), in one header that is not a list.
/// </summary>
internal static class BearerToken
{
    private const string Scheme = "Bearer";

    /// <returns>The token; null if there are no credentials, or only those of another scheme.</returns>
    /// <exception cref="MalformedTokenException">There is more than one header, or what follows the scheme is not one token.</exception>
    public static string? Read(StringValues authorization)
    {
        // an empty one counts: somebody who adds a header to a request must not be able to hide it
        if (authorization.Count > 1) throw new MalformedTokenException("The request has more than one Authorization header.");
        var credentials = authorization.ToString();
        if (!credentials.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return null;
        var rest = credentials[Scheme.Length..];
        if (rest.Trim(' ').Length == 0) return null;
        if (rest[0] != ' ') return rest[0] is '\t' or ',' ? throw NotAToken() : null;
        var token = rest.Trim(' ');
        return token.TrimEnd('=').All(IsTokenCharacter) ? token : throw NotAToken();
    }

    private static MalformedTokenException NotAToken() => new("What follows Bearer in the Authorization header is not one token.");

    private static bool IsTokenCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' or '+' or '/';
}
