using System.Buffers.Text;
using System.Text.Json;

namespace PmpPulse.ServiceDefaults.Authentication;

/// <summary>
/// Refuses tokens that two parsers could read differently, or that need unsupported extensions
/// (<see href="https://www.rfc-editor.org/rfc/rfc7515">RFC 7515</see>, <see href="https://www.rfc-editor.org/rfc/rfc8725">RFC 8725</see>):
/// duplicate names, critical extensions, times that are not numbers. It proves nothing; accepted tokens are then verified.
/// </summary>
internal static class JwtShape
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private static readonly string[] TextClaims = ["iss", "sub", "azp", "email"];
    private static readonly string[] TimeClaims = ["exp", "nbf", "iat"];

    /// <exception cref="MalformedTokenException">It is not a signed JWT, or one of those.</exception>
    public static void Check(string token)
    {
        if (token.Split('.') is not [var header, var claims, _]) throw new MalformedTokenException("The token is not a signed JWT: it does not have three parts.");
        Check(header, "header", CheckHeader);
        Check(claims, "claims", CheckClaims);
    }

    private static void Check(string part, string what, Action<JsonElement> check)
    {
        try
        {
            using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(part), Strict);
            if (document.RootElement.ValueKind is not JsonValueKind.Object) throw new MalformedTokenException($"The token's {what} is not a JSON object.");
            check(document.RootElement);
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException)
        {
            // the last one: a text in it is not Unicode
            throw new MalformedTokenException($"The token's {what} is not base64url of JSON without duplicate names.", exception);
        }
    }

    private static void CheckHeader(JsonElement header)
    {
        Require(header, "alg", JsonValueKind.String, present: true);
        Require(header, "kid", JsonValueKind.String);
        Require(header, "typ", JsonValueKind.String);
        if (header.TryGetProperty("typ", out var type) && !string.Equals(type.GetString(), "JWT", StringComparison.OrdinalIgnoreCase))
            throw new MalformedTokenException("The token's typ is not JWT: it was made for another use.");
        // no extension is supported here, not even an unencoded payload (RFC 7797); and a crit that is not a list of names must be refused
        // as well
        foreach (var extension in (string[])["crit", "b64"])
        {
            if (header.TryGetProperty(extension, out _)) throw new MalformedTokenException($"The token's header has {extension}: it needs an extension that is not understood here.");
        }
    }

    private static void CheckClaims(JsonElement claims)
    {
        foreach (var name in TextClaims) Require(claims, name, JsonValueKind.String);
        foreach (var name in TimeClaims) Require(claims, name, JsonValueKind.Number);
        // Google's own documents show both forms
        if (claims.TryGetProperty("email_verified", out var verified) && verified.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.String))
            throw new MalformedTokenException("The token's email_verified is neither true nor false.");
        if (claims.TryGetProperty("aud", out var audience) && !IsTextOrTexts(audience))
            throw new MalformedTokenException("The token's aud is neither text nor a list of texts.");
    }

    private static bool IsTextOrTexts(JsonElement value) =>
        value.ValueKind is JsonValueKind.String
        || (value.ValueKind is JsonValueKind.Array && value.EnumerateArray().All(element => element.ValueKind is JsonValueKind.String));

    private static void Require(JsonElement parent, string name, JsonValueKind kind, bool present = false)
    {
        if (parent.TryGetProperty(name, out var value) ? value.ValueKind != kind : present)
            throw new MalformedTokenException($"The token's {name} is missing or of the wrong type.");
    }
}
