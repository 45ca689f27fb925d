using System.Text.Json.Nodes;
using PmpPulse.Testing;

namespace PmpPulse.Security.Tests.Callers;

/// <summary>A request from a forbidden caller, and the refusal it must get.</summary>
/// <param name="Status">The answer's status.</param>
/// <param name="Reason">The problem's <c>reason</c>; null if the server refuses before the service sees the request.</param>
/// <param name="Headers">Builds the header lines, given the trusted issuer and an untrusted one.</param>
internal sealed partial record ForgedRequest(int Status, string? Reason, Func<TestOidcIssuer, TestOidcIssuer, string[]> Headers)
{
    private const long LongAgo = 1_700_000_000;

    private const long FarAhead = 4_000_000_000;

    private const string NoToken = "token_missing";

    /// <summary>All requests by name.</summary>
    public static IReadOnlyDictionary<string, ForgedRequest> All { get; } = new Dictionary<string, ForgedRequest>([.. Plain, .. Headers6750, .. Shapes]);

    private static Dictionary<string, ForgedRequest> Plain => new()
    {
        ["no header"] = new(401, NoToken, (_, _) => []),
        ["empty header"] = new(401, NoToken, (_, _) => ["Authorization: "]),
        ["bearer of nothing"] = new(401, NoToken, (_, _) => ["Authorization: Bearer "]),
        ["another scheme"] = new(401, NoToken, (issuer, _) => [$"Authorization: Basic {issuer.Token()}"]),
        ["token without scheme"] = new(401, NoToken, (issuer, _) => [$"Authorization: {issuer.Token()}"]),
        ["token in Proxy-Authorization"] = new(401, NoToken, (issuer, _) => [$"Proxy-Authorization: Bearer {issuer.Token()}"]),
        ["token in X-Forwarded-Authorization"] = new(401, NoToken, (issuer, _) => [$"X-Forwarded-Authorization: Bearer {issuer.Token()}"]),
        ["token in a cookie"] = new(401, NoToken, (issuer, _) => [$"Cookie: Authorization=Bearer {issuer.Token()}"]),
        ["two tokens, the good one first"] = Bad("token_invalid", (issuer, stranger) => [Bearer(issuer.Token()), Bearer(stranger.Token())]),
        ["two tokens, the good one last"] = Bad("token_invalid", (issuer, stranger) => [Bearer(stranger.Token()), Bearer(issuer.Token())]),
        ["two good tokens"] = Bad("token_invalid", (issuer, _) => [Bearer(issuer.Token()), Bearer(issuer.Token())]),
        ["no token at all"] = Bad("token_invalid", (_, _) => [Bearer("a.b.c")]),
        ["large token"] = Bad("token_invalid", (_, _) => [Bearer(new string('a', 20_000))]),
        ["token larger than headers may be"] = new(431, null, (issuer, _) => [Bearer(issuer.Token(("more", new string('a', 60_000))))]),
        ["expired"] = Claim("token_expired", "exp", LongAgo),
        ["valid in future"] = Bad("token_not_yet_valid", (issuer, _) => [Bearer(issuer.Token(("nbf", FarAhead), ("exp", FarAhead + 3600)))]),
        ["without expiry"] = Claim("token_without_expiry", "exp", null),
        ["signed with another key"] = Bad("wrong_signature", (issuer, _) => [Bearer(issuer.WronglySignedToken())]),
        ["signature cut off"] = Bad("wrong_signature", (issuer, _) => [Bearer(WithoutSignature(issuer.Token()))]),
        ["claims changed after signing"] = Bad("wrong_signature", (issuer, _) => [Bearer(issuer.TamperedToken())]),
        ["brings its own key"] = Bad("wrong_signature", (issuer, _) => [Bearer(issuer.OwnKeyToken())]),
        ["algorithm none"] = Bad("wrong_signature", (issuer, _) => [Bearer(issuer.UnsignedToken())]),
        ["HMAC of the public key"] = Bad(null, (issuer, _) => [Bearer(issuer.HmacToken())]),
        ["another issuer"] = Bad(null, (_, stranger) => [Bearer(stranger.Token())]),
        ["wrong issuer"] = Claim("wrong_issuer", "iss", "https://accounts.google.com"),
        ["wrong audience"] = Claim("wrong_audience", "aud", "https://other.test"),
        ["longer audience"] = Claim("wrong_audience", "aud", TestOidcIssuer.Audience + ".evil.test"),
        ["no audience"] = Claim("wrong_audience", "aud", null),
        ["unverified e-mail"] = Claim("email_not_verified", "email_verified", false, 403),
        ["no word on verification"] = Claim("email_not_verified", "email_verified", null, 403),
        ["no e-mail"] = Claim("email_not_verified", "email", null, 403),
        ["wrong e-mail"] = Claim("wrong_caller", "email", "other@test-project.iam.gserviceaccount.com", 403),
        ["longer e-mail"] = Claim("wrong_caller", "email", TestOidcIssuer.Email + ".evil.test", 403),
    };

    private static ForgedRequest Bad(string? reason, Func<TestOidcIssuer, TestOidcIssuer, string[]> headers) => new(401, reason, headers);

    private static ForgedRequest Claim(string reason, string claim, JsonNode? value, int status = 401) =>
        new(status, reason, (issuer, _) => [Bearer(issuer.Token((claim, value?.DeepClone())))]);

    private static string Bearer(string token) => $"Authorization: Bearer {token}";

    private static string WithoutSignature(string token) => token[..(token.LastIndexOf('.') + 1)];
}
